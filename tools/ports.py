"""Ports of this machine alone."""

import socket

HOST = "127.0.0.1"


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
    """A port that nothing listens on."""
    return free_ports(1)[0]
