"""The stack as people run it, on a real engine: `make test-containers`, and with `WORKERS=2` the same with Celery.

One story, told in order. Everything is built on the base images that are there; ports 8080, 6333, 8333 must be free.
"""

import os
import time
from collections.abc import Iterator

import pytest

from tests.deployment.stack import Stack, running

WORKERS = os.environ.get("WORKERS", "")
"""Read when the module is: later a test sees its own settings only."""
pytestmark = pytest.mark.skipif(not os.environ.get("CONTAINERS"), reason="make test-containers runs it; wants Docker")
IDLE_SECONDS = 120
EMPTY = """
from include.settings import Settings
from include.vector_store.server import open_client
client = open_client(Settings.from_environment())
for collection in client.get_collections().collections:
    client.delete_collection(collection.name)
"""
ASK_FILER = """
from http.client import HTTPConnection
filer = HTTPConnection("s3", 8888)
filer.request("GET", "/")
print(filer.getresponse().status)
"""
TOLD_BY = """
import pathlib, sys, tempfile
bundle = pathlib.Path(tempfile.mkdtemp())
(bundle / "include").mkdir()
(bundle / "include" / "__init__.py").write_text("TOLD_BY = 'the bundle'")
sys.path.append(str(bundle))
import include
print(include.TOLD_BY)
"""


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running(tmp_path_factory.mktemp("containers") / "project", WORKERS) as stack:
        yield stack


def test_the_chain_runs_by_itself(stack: Stack) -> None:
    airflow = stack.airflow
    stack.wait(lambda: "search_index" in {event["name"] for event in airflow.events()}, "the first search_index")
    assert stack.is_true()
    assert not [run["dag_id"] for run in airflow.runs() if run["dag_id"].startswith(("exercise", "solution"))]


def test_an_edited_document_is_found(stack: Stack) -> None:
    page = next(stack.documents.rglob("*.md"))
    page.write_text(page.read_text("utf-8") + "\n## Bells\n\nThe brass bell rings twice at dusk.\n", "utf-8")
    stack.wait(lambda: "brass bell" in stack.search("when does the brass bell ring"), "the edit is found")


def test_what_the_form_adds_is_found_and_is_the_learners_to_edit(stack: Stack) -> None:
    airflow = stack.airflow
    text = "# Canteen\n\nSoup is served from a copper kettle on Thursdays.\n"
    run = airflow.trigger("publish_documents", {"action": "add", "name": "canteen/soup.md", "text": text})
    assert stack.wait(lambda: airflow.end_of("publish_documents", run), "the form's run") == "success"
    for path in (stack.documents / "canteen" / "soup.md", stack.documents / "canteen"):
        assert path.stat().st_mode & 0o002
    stack.wait(lambda: "copper kettle" in stack.search("copper kettle soup"), "what the form added is found")


def test_an_emptied_store_is_filled_again_and_nothing_is_embedded(stack: Stack) -> None:
    airflow = stack.airflow
    stack.python("-c", EMPTY)
    last = max(event["id"] for event in airflow.events())
    (stack.documents / "canteen" / "soup.md").unlink()  # the chain is woken by an edit that embeds nothing
    stack.wait(stack.is_true, "the store is filled after an edit")
    stack.python("-c", EMPTY)
    run = airflow.trigger("update_vector_store")  # what the hourly sweep does when nothing is edited
    assert stack.wait(lambda: airflow.end_of("update_vector_store", run), "the sweep's run") == "success"
    stack.wait(stack.is_true, "the store is filled and served after a sweep")
    told = [event["extra"] for event in airflow.events(last) if event["name"] == "embeddings"]
    assert sum(extra["embeddings_generated"] for extra in told) == 0


def test_a_task_whose_container_dies_is_done_again(stack: Stack) -> None:
    airflow = stack.airflow
    for number in range(40):
        text = f"# Room {number}\n\nRoom {number} has a lamp of colour {number * 7919 % 1000}.\n"
        (stack.documents / f"room-{number}.md").write_text(text, "utf-8")

    def busy() -> str:
        tasks = airflow.get("/dags/~/dagRuns/~/taskInstances", state="running")["task_instances"]
        return next((str(task["hostname"]) for task in tasks if task["dag_id"] == "generate_embeddings"), "")

    container = stack.wait(busy, "a task that embeds")
    began = time.monotonic()
    stack.run("docker", "kill", container)
    stack.compose("start", "worker" if WORKERS else "scheduler")
    stack.wait(lambda: "colour 841" in stack.search("colour of the lamp of room 39"), "the last room is found")
    stack.wait(stack.is_true, "tables and points are true again")
    print(f"\nfound {time.monotonic() - began:.0f} s after its container died")


def test_nothing_is_lost_by_a_restart_of_the_stack(stack: Stack) -> None:
    before = stack.verify()
    stack.compose("restart")
    stack.wait(stack.is_healthy, "everything is healthy again")
    assert stack.verify()["documents"] == before["documents"]
    stack.airflow.trigger("update_vector_store")  # a stand-in of the store holds its points in memory
    stack.wait(lambda: stack.verify() == before, "all is as it was")


def test_a_bundle_has_its_own_include_in_the_image(stack: Stack) -> None:
    assert stack.python("-c", TOLD_BY).strip() == "the bundle"


def test_nothing_listens_beyond_this_machine_and_the_filer_wants_a_key(stack: Stack) -> None:
    published = [port for row in stack.rows() for port in row["Publishers"] if port["PublishedPort"]]
    assert {port["URL"] for port in published} == {"127.0.0.1"}
    assert {port["PublishedPort"] for port in published} == {8080, 6333, 8333}
    assert stack.python("-c", ASK_FILER).strip() == "401"  # it knows nothing of the keys of S3


def test_an_idle_stack_leaves_the_machine_to_others(stack: Stack) -> None:
    airflow = stack.airflow
    stack.wait(lambda: all(run["state"] in ("success", "failed") for run in airflow.runs()), "all runs have ended")
    before, began = stack.uses(), time.monotonic()
    time.sleep(IDLE_SECONDS)  # what is measured is that time goes by
    after, seconds = stack.uses(), time.monotonic() - began
    print("\n| service | idle cores | memory, MiB |\n|---|---|---|")
    cores = {id_: (after[id_].cpu_seconds - before[id_].cpu_seconds) / seconds for id_ in before}
    for id_, service in sorted(stack.containers().items(), key=lambda item: item[1]):
        print(f"| {service} | {cores[id_]:.3f} | {after[id_].memory_mib:.0f} |")
    print(f"| **together** | {sum(cores.values()):.3f} | {sum(use.memory_mib for use in after.values()):.0f} |")
    assert sum(cores.values()) <= 0.3
