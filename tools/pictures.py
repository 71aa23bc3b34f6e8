"""`make pictures`: the pictures in docs/images, taken of a real Airflow in Chromium, light and dark.

Look at each before it is committed: a picture shows what no test asserts.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from include.knowledge.tables import knowledge_lake
from include.lake.tables import Lake
from include.settings import SAMPLE_CONVERSATIONS, SAMPLE_DOCUMENTS, Settings
from include.vector_store.state import peek
from tools.airflow_settings import PROJECT
from tools.local_airflow import LocalAirflow
from tools.ports import free_port
from tools.waiting import wait_for

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

IMAGES = PROJECT / "docs" / "images"
QUESTION = "how do I get a laptop for a visitor"
ABOUT_PEOPLE = "Which queue does Dagny use?"
EDITS = {
    "people/equipment.md": "\n\n## Laptops for visitors\n\nVisitors get a laptop from the reception for the day.\n",
    "travel/daily-allowance.md": "\n\n## Claiming\n\nEnter the trip within ten days after you are back.\n",
}


def _search(page: "Page") -> None:
    page.goto("/plugin/search")
    page.get_by_label("Question").fill(QUESTION)
    page.locator("[data-passage]").first.wait_for()


def _knowledge(page: "Page") -> None:
    page.goto("/plugin/search")
    page.get_by_label("Question").fill(ABOUT_PEOPLE)
    page.get_by_role("button", name="Why? ").first.click()
    page.locator("[data-quote]").first.wait_for()
    page.locator("[data-passage]").first.wait_for()


def _freshness(page: "Page") -> None:
    page.goto("/plugin/freshness")
    page.get_by_role("link", name="report").first.wait_for()


def _map(page: "Page") -> None:
    page.goto("/plugin/map")
    page.locator("[data-changed]").first.hover(force=True)
    page.locator("[data-shown]").first.wait_for()


def _home(page: "Page") -> None:
    page.goto("/")
    page.get_by_text("batches of the last day").first.wait_for()


def _report(page: "Page") -> None:
    _freshness(page)
    page.goto(page.get_by_role("link", name="report").first.get_attribute("href") or "/")


Pictures = dict[str, tuple[Callable[["Page"], None], int, int]]
"""How to get there, width and height."""
PICTURES: Pictures = {
    "search": (_search, 1280, 860),
    "phone": (_search, 390, 844),
    "freshness": (_freshness, 1280, 1240),
    "map": (_map, 1280, 1000),
    "home": (_home, 1280, 560),
    "report": (_report, 900, 640),
}
OF_PEOPLE: Pictures = {"knowledge": (_knowledge, 1280, 860)}
"""Where there are conversations; the other pictures are of an Airflow without them."""


def main() -> int:
    """Take all of them."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    if program is None:
        print("pictures: chromium is missing (apt-get install chromium)", file=sys.stderr)
        return 2
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for started, pictures in ((_airflow, PICTURES), (_airflow_of_people, OF_PEOPLE)):
            with started() as airflow:
                _search(browser.new_page(base_url=airflow.url))  # the first question also loads the model
                for name in pictures:
                    for scheme in ("light", "dark"):
                        _take(browser, airflow.url, name, scheme)
        browser.close()
    return 0


@contextmanager
def _airflow() -> Iterator[LocalAirflow]:
    """With the sample handbook indexed, and a second batch after it."""
    with tempfile.TemporaryDirectory(prefix="pictures-") as folder:
        documents = Path(folder, "documents")
        shutil.copytree(SAMPLE_DOCUMENTS, documents)
        environment = {
            "DOCUMENTS_URI": str(documents),
            "LAKE_URI": f"{folder}/lake",
            "QDRANT_PATH": f"{folder}/qdrant",
        }
        settings = Settings.from_environment(environment)
        with LocalAirflow(Path(folder, "airflow"), free_port(), environment) as airflow:
            wait_for(lambda: peek(settings).served, "the first index")
            (documents / "people" / "rota.pdf").write_bytes(b"%PDF-1.7 broken off")
            for name, text in EDITS.items():
                with (documents / name).open("a", encoding="utf-8") as file:
                    file.write(text)
            wait_for(lambda: Lake(settings.lake_uri).version("chunks") >= 2, "the second batch")
            wait_for(lambda: all(run["state"] == "success" for run in airflow.runs()), "the end of the runs")
            yield airflow


@contextmanager
def _airflow_of_people() -> Iterator[LocalAirflow]:
    """With the sample handbook indexed, and what the sample conversations teach."""
    with tempfile.TemporaryDirectory(prefix="pictures-") as folder:
        environment = {
            "DOCUMENTS_URI": str(SAMPLE_DOCUMENTS),
            "LAKE_URI": f"{folder}/lake",
            "QDRANT_PATH": f"{folder}/qdrant",
            "CONVERSATIONS_URI": str(SAMPLE_CONVERSATIONS),
        }
        settings = Settings.from_environment(environment)
        with LocalAirflow(Path(folder, "airflow"), free_port(), environment) as airflow:
            wait_for(lambda: peek(settings).served, "the first index")
            wait_for(lambda: knowledge_lake(settings).version("user_facts") >= 1, "the facts")
            yield airflow


def _take(browser: "Browser", url: str, name: str, scheme: str) -> None:
    show, width, height = (PICTURES | OF_PEOPLE)[name]
    size = {"width": width, "height": height}
    context = browser.new_context(base_url=url, viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    show(page)
    page.wait_for_load_state("networkidle")
    file = IMAGES / f"{name}{'_dark' if scheme == 'dark' else ''}.png"
    page.screenshot(path=file)
    print(file.relative_to(PROJECT))
    context.close()


if __name__ == "__main__":
    sys.exit(main())
