"""PostgreSQL, Redis and an S3 server of one's own: on 127.0.0.1, with secrets made for this run, ended by their ids."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tools.local_airflow import LocalAirflowError
from tools.ports import HOST, free_ports
from tools.processes import dying_with_parent
from tools.surroundings import without_foreign

START_SECONDS = 60
STOP_SECONDS = 20
POSTGRES_FOLDERS = "/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin"
"""Where Debian, Ubuntu and Homebrew put programs that are not on the PATH."""
INSTALL = {
    "postgres": "apt install postgresql, or brew install postgresql@17",
    "redis-server": "apt install redis-server, or brew install redis",
    "weed": "it comes with requirements-dev.txt: make install",
}


class MissingProgramError(LocalAirflowError):
    """A program that has to be installed first."""


def find_program(name: str) -> str:
    """Returns the path of a server's program.

    Raises:
        MissingProgramError: it is not installed; the line says how to get it.
    """
    folders = [str(Path(sys.executable).parent)]
    for pattern in POSTGRES_FOLDERS if name in ("postgres", "initdb") else ():
        folders += sorted(map(str, Path("/").glob(pattern.lstrip("/"))), key=_version, reverse=True)
    found = shutil.which(name) or shutil.which(name, path=os.pathsep.join(folders))
    if not found:
        raise MissingProgramError(f"{name} is missing; {INSTALL[name]}")
    return found


def check_programs() -> None:
    """Raises MissingProgramError for everything that is missing, in one line."""
    missing = []
    for name in INSTALL:
        try:
            find_program(name)
        except MissingProgramError as error:
            missing.append(str(error))
    if missing:
        raise MissingProgramError("; ".join(missing))


class Server:
    """A server's process, and a log file beside its data.

    Args:
        folder: of its own.
        port: it listens on 127.0.0.1 only.
    """

    stop_signal = signal.SIGTERM

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.secret = secrets.token_urlsafe(32)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def name(self) -> str:
        return type(self).__name__.lower()

    def stop(self) -> None:
        """End it, and do not return before it has ended."""
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(self.stop_signal)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _start(self, *command: str, environment: Mapping[str, str] | None = None, **options: Any) -> None:
        with (self.folder / f"{self.name}.log").open("ab") as log:
            self._process = subprocess.Popen(
                command,
                env=without_foreign(os.environ) | dict(environment or {}),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # a Ctrl-C is for the parent, which stops them in order
                **options,
            )

    def _wait_until(self, is_up: Callable[[], bool]) -> None:
        """`is_up` asks with this run's secret: another server may have the port."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                break
            if is_up():
                return
            time.sleep(0.1)
        self.stop()
        raise LocalAirflowError(f"{self.name} did not start; see {self.folder}/{self.name}.log")


class Postgres(Server):
    """Airflow's metadata database, made new at each start."""

    stop_signal = signal.SIGINT  # ends it without waiting for clients to leave
    _folder: Path | None = None

    def stop(self) -> None:
        super().stop()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def uri(self) -> str:
        return f"postgresql://airflow:{self.secret}@{HOST}:{self.port}/postgres"

    def start(self) -> None:
        """Make the database and serve it; as root, the user `postgres` does, because the server refuses root.

        That user may not enter the folders of root, so the data lies in the system's folder for temporary files.
        """
        owner = "postgres" if os.geteuid() == 0 else None
        self._folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        data, secret = self._folder / "data", self._folder / "secret"
        data.mkdir(mode=0o700)
        secret.touch(mode=0o600)
        secret.write_text(self.secret, "utf-8")
        for path in (self._folder, data, secret):
            if owner:
                shutil.chown(path, owner)
        # setpriv is part of Linux' util-linux; elsewhere nobody is root.
        become = ("setpriv", f"--reuid={owner}", f"--regid={owner}", "--init-groups") if owner else ()
        init = find_program("initdb"), "-D", str(data), "-U", "airflow", "-A", "scram-sha-256", f"--pwfile={secret}"
        done = subprocess.run(
            [*become, *init, "--no-sync", "-E", "UTF8", "--locale=C"],
            cwd=self._folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise LocalAirflowError(f"initdb in {data}: {done.stderr.strip().splitlines()[-1]}")
        listening = f"listen_addresses={HOST}", "unix_socket_directories="
        settings = [part for setting in (*listening, "max_connections=200") for part in ("-c", setting)]
        alone = (*become, "--pdeathsig=TERM") if owner else dying_with_parent()
        serve = find_program("postgres"), "-D", str(data), "-p", str(self.port), *settings
        self._start(*alone, *serve, cwd=self._folder)
        self._wait_until(self._answers)

    def _answers(self) -> bool:
        import psycopg2

        try:
            psycopg2.connect(self.uri, connect_timeout=2, sslmode="disable").close()  # whatever PGSSLMODE says
        except psycopg2.OperationalError:
            return False
        return True


class Redis(Server):
    """The broker; it keeps nothing."""

    @property
    def uri(self) -> str:
        return f"redis://:{self.secret}@{HOST}:{self.port}/0"

    def start(self) -> None:
        """Serve; the configuration comes over a pipe, because a command line can be read by everybody."""
        lines = f"bind {HOST}", f"port {self.port}", f"requirepass {self.secret}", 'save ""', "appendonly no"
        self._start(*dying_with_parent(), find_program("redis-server"), "-", stdin=subprocess.PIPE)
        if self._process and self._process.stdin:
            with self._process.stdin as pipe:
                pipe.write("\n".join(lines).encode())
        self._wait_until(self._answers)

    def _answers(self) -> bool:
        from redis import Redis as Client
        from redis.exceptions import RedisError

        try:
            return bool(Client.from_url(self.uri, socket_timeout=2).ping())
        except RedisError:
            return False


class S3(Server):
    """SeaweedFS; what is in its folder stays from one start to the next.

    Args:
        options: more of `weed mini`.
    """

    def __init__(self, folder: Path, port: int, *options: str) -> None:
        super().__init__(folder, port)
        self._options = options

    ports = ("master.port", "volume.port", "filer.port", "admin.port")

    @property
    def environment(self) -> dict[str, str]:
        """What leads boto3 and the table library to it."""
        return {
            "AWS_ENDPOINT_URL": f"http://{HOST}:{self.port}",
            "AWS_ACCESS_KEY_ID": "documents",
            "AWS_SECRET_ACCESS_KEY": self.secret,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ALLOW_HTTP": "true",
        }

    def start(self) -> None:
        """Serve the buckets `documents` and `lake`."""
        data = self.folder / "s3"
        data.mkdir(parents=True, exist_ok=True)
        free = iter(free_ports(2 * len(self.ports) + 1))
        options = [f"-{name}{kind}={next(free)}" for name in self.ports for kind in ("", ".grpc")]
        self._start(
            *dying_with_parent(),
            find_program("weed"),
            *("mini", f"-dir={data}", f"-ip={HOST}", f"-ip.bind={HOST}", f"-s3.port={self.port}"),
            *(f"-s3.port.grpc={next(free)}", "-s3.port.iceberg=0", "-s3.port.lance=0", *options),
            *("-bucket=documents,lake", "-admin.ui=false", "-webdav=false", "-master.telemetry=false", *self._options),
            environment=self.environment,
        )
        self._wait_until(self._has_buckets)

    def client(self) -> Any:
        """Returns a boto3 client of it."""
        import boto3
        from botocore.config import Config

        values = self.environment
        return boto3.client(
            "s3",
            endpoint_url=values["AWS_ENDPOINT_URL"],
            aws_access_key_id=values["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=values["AWS_SECRET_ACCESS_KEY"],
            region_name=values["AWS_DEFAULT_REGION"],
            config=Config(proxies={}),  # it is on this machine, which no proxy knows
        )

    def _has_buckets(self) -> bool:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return {"documents", "lake"} <= {bucket["Name"] for bucket in self.client().list_buckets()["Buckets"]}
        except (BotoCoreError, ClientError):
            return False


def _version(folder: str) -> list[int]:
    return [int(number) for number in "".join(c if c.isdigit() else " " for c in folder).split()]
