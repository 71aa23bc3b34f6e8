"""Signs of misunderstandings in a learner's text."""

import pytest

from include.course import mistakes
from include.course.evidence import Edge
from include.course.observations import Observations
from include.course.parsing import last_line

CAUGHT = """
try:
    if not changed:
        raise AirflowSkipException("nothing")
except {kinds}:
    {then}
"""


@pytest.mark.parametrize(
    ("kinds", "then", "caught"),
    [
        ("Exception", "pass", True),
        ("(ValueError, AirflowSkipException)", "print(1)", True),
        ("Exception", "raise", False),
        ("ValueError", "pass", False),
    ],
)
def test_a_skip_that_is_caught_is_seen(kinds: str, then: str, caught: bool) -> None:
    assert mistakes.catches_skip([CAUGHT.format(kinds=kinds, then=then)]) is caught


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('for event in events: batch = event.extra["batch_id"]', True),
        ('batch = event.extra.get("batch_id", "")', True),
        ('outlet_events[ASSET].extra = {"batch_id": row["batch_id"]}', False),
        ('outlet_events[ASSET].extra["batch_id"] = latest', False),
    ],
)
def test_what_is_taken_from_an_event_is_seen(text: str, read: bool) -> None:
    assert mistakes.reads_events([text], "batch_id") is read


@pytest.mark.parametrize(
    ("change", "kept"),
    [("SEEN.add(name)", True), ("SEEN[name] = 1", True), ("global SEEN", True), ("mine = {*SEEN, name}", False)],
)
def test_what_a_function_keeps_in_its_module_is_seen(change: str, kept: bool) -> None:
    text = f"SEEN = set()\n\ndef look(name):\n    {change}\n    here = []\n    here.append(name)\n"
    assert mistakes.keeps_in_module([text, "def broken(:"]) is kept


@pytest.mark.parametrize(
    ("error", "known"),
    [
        ("ModuleNotFoundError: No module named 'airflow.datasets'", "M81"),
        ("TypeError: dag() got an unexpected keyword argument 'schedule_interval'", "M81"),
        ("SyntaxError: expected ':'", "M83"),
        ("NameError: name 'DOCUMENTS' is not defined", ""),
    ],
)
def test_what_kept_a_file_from_being_read_is_known(error: str, known: str) -> None:
    assert mistakes.unreadable(error) == known


def test_an_import_error_names_the_learners_file_and_no_temporary_one() -> None:
    copy = "/tmp/check-k3x_9/dags"
    error = (
        f'Traceback (most recent call last):\n  File "{copy}/mine.py", line 7, in <module>\n    open(PLACE)\n'
        f"FileNotFoundError: [Errno 2] No such file or directory: '{copy}/pages.json'\n"
    )
    told = "FileNotFoundError: [Errno 2] No such file or directory: 'pages.json'"
    assert last_line(error) == f'{told} (File "mine.py", line 7, in <module>)'


def test_an_alias_stands_for_the_asset_that_its_place_in_the_chain_says() -> None:
    seen = Observations("x", frozenset(), ())
    seen.woken = [Edge("store", "x_embeddings", "u")]
    outlets = [Edge("publish", "uploads", ""), Edge("store", "points", "")]
    seen.produced = [Edge("embed", "x_embeddings", "u")]
    seen.resolve(("documents", "embeddings", "vector_store"), outlets, [Edge("embed", "uploads", "")])
    assert [seen.producer(part) for part in ("documents", "embeddings", "vector_store")] == [
        "publish",
        "embed",
        "store",
    ]
    assert Edge("embed", "x_documents", "") in seen.woken
