"""An S3 server on this machine."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

SERVER = """
import sys
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print("http://{}:{}".format(*server.get_host_and_port()), flush=True)
sys.stdin.read()
"""


@contextmanager
def serving_s3(**environment: str) -> Iterator[str]:
    """An S3 server in a process of its own (delta-rs holds the interpreter's lock while a query waits for it).

    Args:
        environment: moto's settings.

    Returns:
        Its address.
    """
    with subprocess.Popen(
        [sys.executable, "-c", SERVER],
        env=os.environ | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        assert server.stdin
        assert server.stdout
        try:
            yield server.stdout.readline().strip()
        finally:
            server.stdin.close()
