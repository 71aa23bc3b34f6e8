"""The demo in a company's network, in a folder with an odd name, on a machine where a part of Airflow dies."""

import os
import signal
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import psutil
import pytest

from tests.integration.airflow_waiting import wait_for
from tools.airflow_settings import PROJECT
from tools.own_folders import was_edited
from tools.ports import free_port
from tools.processes import living_in

pytestmark = [pytest.mark.integration, pytest.mark.slow_live]

FOREIGN = {
    "AIRFLOW_HOME": "/nonexistent",
    "AIRFLOW__CORE__AUTH_MANAGER": "nobody.knows.it",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "postgresql://nobody@127.0.0.1:9/none",
    "PYTHONHOME": "/nonexistent",
    "PYTHONPATH": "/nonexistent",
    "QDRANT_URL": "http://127.0.0.1:9",
    "EMBEDDING_MODEL": "nonsense",
    "LC_ALL": "C",
    "TZ": "Pacific/Kiritimati",
    "CI": "true",
}
LIMIT_SECONDS = 1800
PAGES = {
    "issue #7/what?/boats.md": "# Boats\n\nThe red boat leaves at noon.\n",
    "Größe.txt": "Eine Seite über Schiffe.\n",
}


class Proxy(ThreadingHTTPServer):
    """A company's, which has never heard of your 127.0.0.1; it remembers what it was asked for."""

    def __init__(self) -> None:
        asked = self.asked = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(f"{self.command} {self.path}")
                self.send_error(503)

            do_POST = do_PUT = do_PATCH = do_CONNECT = do_HEAD = do_GET  # noqa: N815 - as the library calls them

            def log_message(self, *_: object) -> None:
                return

        super().__init__(("127.0.0.1", 0), Handler)
        Thread(target=self.serve_forever, daemon=True).start()


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    server = Proxy()
    yield server
    server.shutdown()
    server.server_close()


def test_the_story_is_the_same_anywhere(proxy: Proxy, tmp_path: Path) -> None:
    folder, source = tmp_path / "it's 100% sure, issue #7, what?", tmp_path / "docs ä"
    for name, text in PAGES.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text, "utf-8")
    address = f"http://127.0.0.1:{proxy.server_port}"
    shell = {name: value for name, value in os.environ.items() if name not in ("NO_PROXY", "no_proxy", "HOME")}
    shell |= FOREIGN | {"HTTP_PROXY": address, "HTTPS_PROXY": address, "ALL_PROXY": address}
    home = folder / "airflow"
    demo = subprocess.Popen(
        ["make", "demo", f"PORT={free_port()}", f"SOURCE={source}"],
        cwd=PROJECT,
        env=shell | {"DEMO_FOLDER": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        umask=0o077,
        start_new_session=True,
    )
    try:
        wait_for(lambda: (home / "logs" / "triggerer.log").exists(), "the start of Airflow", LIMIT_SECONDS)
        triggerer = wait_for(lambda: component(home, "triggerer"), "the triggerer", LIMIT_SECONDS)
        triggerer.kill()
        output, _ = demo.communicate(timeout=LIMIT_SECONDS)
    finally:
        if demo.poll() is None:
            os.killpg(demo.pid, signal.SIGTERM)
            demo.wait()
    assert demo.returncode == 0, output
    assert f"airflow triggerer has ended (exit code -9) and is started again; its log: {home}/logs" in output
    assert "Mira who feeds him" in output
    assert "how it began: " in output
    assert " 1 of " in output.partition("2. Edit one document")[2]  # chunks embedded: the commits are read there, too
    assert proxy.asked == []
    assert living_in(home) == []
    assert not was_edited(folder / "documents")
    assert {path.name for path in source.rglob("*.*")} == {"boats.md", "Größe.txt"}


def component(home: Path, name: str) -> psutil.Process | None:
    """A component's main process."""
    for process in living_in(home):
        try:
            if name in process.cmdline():
                return process
        except psutil.Error:
            continue
    return None
