"""The command line is a contract: shapes, exit codes, one clear line."""

import json
import subprocess
import sys
from collections.abc import Mapping

import pytest

from include.settings import PROJECT
from tests.conftest import Workplace

HEAVY = ("torch", "sentence_transformers", "transformers", "qdrant_client", "numpy")
FOR_WORK = ("asyncio", "tenacity", "http.client", "ssl", "email", "importlib.metadata")
"""They take a fifth of a run in which nothing changed."""


def run(workplace: Workplace, module: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", f"include.{module}", *arguments],
        cwd=PROJECT,
        env={**workplace.process_environment, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def assert_one_line(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1, done.stderr
    assert all(word in done.stderr for word in words), done.stderr


def shape(result: Mapping[str, Mapping[str, object]]) -> dict[str, set[str]]:
    return {part: set(result[part]) for part in ("documents", "chunks", "vectors")}


def test_sync_search_verify_from_nothing(workplace: Workplace) -> None:
    planned = json.loads(run(workplace, "sync", "--json", "--dry-run").stdout)
    done = run(workplace, "sync", "--json")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert shape(result) == {
        "documents": {"added", "changed", "removed", "unchanged", "quarantined", "total"},
        "chunks": {"total", "embedded", "reused"},
        "vectors": {"upserted", "updated_payload", "deleted", "total"},
    }
    assert all(isinstance(seconds, float) for seconds in result["seconds"].values())
    assert {part: planned[part] for part in shape(result)} == {part: result[part] for part in shape(result)}

    found = run(workplace, "search", "how many days off do I get", "--json", "--limit", "2")
    answers = json.loads(found.stdout)
    assert len(answers) == 2
    assert set(answers[0]) == {"document", "heading", "text", "score", "words", "place", "link"}
    assert answers[0]["document"] == "handbook/leave.md"

    checked = run(workplace, "verify", "--json")
    assert checked.returncode == 0
    assert json.loads(checked.stdout) == {
        "documents": 4,
        "chunks": 4,
        "points": 4,
        "missing": 0,
        "stale": 0,
        "duplicate": 0,
    }


def test_a_run_with_nothing_to_do_imports_neither_a_model_nor_the_store_nor_what_work_needs(synced: Workplace) -> None:
    program = (
        "import sys; from include.sync import __main__ as sync; sys.argv = ['sync', '--json']; sync.main(); "
        f"print([name for name in {(*HEAVY, *FOR_WORK)!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PROJECT,
        env=synced.process_environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_verify_exits_1_when_something_is_wrong_and_repair_mends_it(synced: Workplace) -> None:
    synced.write("notes.txt", "Edited, not synchronised.\n")
    found = run(synced, "verify", "--json")
    assert (found.returncode, json.loads(found.stdout)["stale"]) == (1, 1)
    mended = run(synced, "verify", "--json", "--repair")
    assert (mended.returncode, json.loads(mended.stdout)["stale"]) == (0, 0)


def test_verify_names_quarantined_documents_and_why(workplace: Workplace) -> None:
    workplace.write("broken.pdf", b"%PDF-1.7 nothing more")
    workplace.sync()
    assert "quarantined: broken.pdf: it is a broken PDF" in run(workplace, "verify").stdout


def test_more_than_the_threshold_needs_an_approval(workplace: Workplace) -> None:
    assert_one_line(run(workplace, "sync", "--json", APPROVAL_THRESHOLD="3"), 3, "4 chunks", "--yes")
    approved = run(workplace, "sync", "--json", "--yes", APPROVAL_THRESHOLD="3")
    assert json.loads(approved.stdout)["chunks"]["embedded"] == 4


def test_search_before_the_first_sync_says_what_to_do(workplace: Workplace) -> None:
    assert_one_line(run(workplace, "search", "anything"), 1, "nothing is served yet", "include.sync")


@pytest.mark.parametrize("arguments", [["search", "  "], ["search", "holiday", "--limit", "0"]])
def test_a_useless_question_is_refused(synced: Workplace, arguments: list[str]) -> None:
    assert_one_line(run(synced, *arguments), 2, "error:")


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"DOCUMENTS_URI": "/nowhere/at/all"}, ("/nowhere/at/all", "DOCUMENTS_URI")),
        ({"EMBEDDING_RUNTIME": "abacus"}, ("EMBEDDING_RUNTIME", "abacus")),
        ({"APPROVAL_THRESHOLD": "many"}, ("APPROVAL_THRESHOLD", "many")),
        ({"EMBEDDING_MODEL": "no-such-model"}, ("EMBEDDING_MODEL", "no-such-model")),
        ({"QDRANT_URL": "localhost:6333", "QDRANT_PATH": ""}, ("QDRANT_URL", "http://")),
        ({"LAKE_URI": "/dev/null/lake"}, ("LAKE_URI", "/dev/null/lake")),
    ],
)
def test_wrong_settings_give_one_line(
    workplace: Workplace, environment: dict[str, str], words: tuple[str, ...]
) -> None:
    assert_one_line(run(workplace, "sync", "--json", **environment), 2, *words)


def test_a_qdrant_server_that_does_not_answer_gives_one_line_and_loses_nothing(workplace: Workplace) -> None:
    refused = run(workplace, "sync", "--json", QDRANT_PATH="", QDRANT_URL="http://127.0.0.1:9")
    assert_one_line(refused, 1, "http://127.0.0.1:9", "QDRANT_URL")
    assert json.loads(run(workplace, "sync", "--json").stdout)["chunks"]["embedded"] == 0


def test_wrong_usage_exits_2(workplace: Workplace) -> None:
    assert run(workplace, "sync", "--nonsense").returncode == 2


def test_two_syncs_at_once_embed_each_text_once(workplace: Workplace) -> None:
    command = [sys.executable, "-m", "include.sync", "--json"]
    options = {"cwd": PROJECT, "env": workplace.process_environment, "stdout": subprocess.PIPE, "text": True}
    both = [subprocess.Popen(command, **options) for _ in range(2)]
    results = [json.loads(process.communicate()[0]) for process in both]
    assert sum(result["chunks"]["embedded"] for result in results) == 4
    assert run(workplace, "verify", "--json").returncode == 0


def test_a_source_that_is_away_ends_with_code_3_when_everything_else_is_done(synced: Workplace) -> None:
    for path in synced.documents.rglob("*.*"):
        path.unlink()
    synced.write("new.md", "# New\n\nA page.\n")
    done = run(synced, "sync", "--json")
    assert done.returncode == 3
    assert (done.stderr.count("\n"), "4 of 4 documents are gone" in done.stderr) == (1, True)
    assert json.loads(done.stdout)["vectors"]["total"] == 5
    assert "kept: notes.txt: it is gone from the source since 20" in run(synced, "verify").stdout
