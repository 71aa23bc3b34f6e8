"""Ports of this machine alone."""

import errno
import socket

HOST = "127.0.0.1"
HIGHEST = 65535
USUAL = 8080


class PortError(Exception):
    """A port cannot be had; the message says why, and which one can, in one line."""


def free_ports(count: int) -> list[int]:
    """So many ports that nothing listens on, no two alike."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind((HOST, 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def free_port() -> int:
    """Returns a port that nothing listens on."""
    return free_ports(1)[0]


def chosen_port(typed: str, command: str) -> int:
    """Returns the port that somebody typed; where nobody did, the usual one, or the next that is free.

    Args:
        typed: what PORT says, maybe nothing.
        command: as it is typed, for the line that says what to do: `make demo`.

    Raises:
        PortError: it is none, or cannot be had.
    """
    typed = typed.strip()
    if not typed:
        return USUAL if not refusal(USUAL) else next_free(USUAL)
    # isdecimal alone would take digits of any script.
    port = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= len(str(HIGHEST)) else 0
    if not 0 < port <= HIGHEST:
        raise PortError(f"PORT={typed} is no port, they go from 1 to {HIGHEST}: {command} PORT={next_free(USUAL)}")
    check_port(port, command)
    return port


def check_port(port: int, command: str) -> None:
    """Raises PortError when a port cannot be listened on."""
    if why := refusal(port):
        raise PortError(f"port {port} {why}; choose another: {command} PORT={next_free(port)}")


def refusal(port: int) -> str:
    """Says why a port cannot be listened on, as the end of a sentence; empty when it can."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return "is taken"
            if error.errno == errno.EACCES:
                return "is privileged, as all below 1024, and not permitted to this user"
            return f"cannot be used: {error.strerror or error}"
    return ""


def next_free(port: int) -> int:
    """Returns the first port above one, and above those of root, that can be listened on."""
    candidates = [*range(max(port + 1, USUAL), HIGHEST + 1), *range(USUAL, port)]
    return next((number for number in candidates if not refusal(number)), free_port())
