import threading
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest

from include.errors import LakeError
from include.lake.columns import embedding_columns
from include.lake.queries import Row, among, commits, read_changes, read_rows, read_vectors
from include.lake.tables import Conflict, Lake, replan_on_conflict
from include.lake.writer_lock import writer_lock


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(str(tmp_path / "lake"))


def row(document: str, sha256: str = "1") -> Row:
    texts = dict.fromkeys(("media_type", "title", "status", "reason", "etag"), "x")
    return {"id": document, "sha256": sha256, "size_bytes": 2**40, **texts}


def write(lake: Lake, rows: list[Row], *removed: str, **commit: str) -> int:
    return lake.change(lake.open_or_create("documents"), "documents", rows, removed, commit)


def contents(lake: Lake) -> dict[str, str]:
    rows = read_rows(lake.open("documents"), "id", "sha256")
    found = {item["id"]: item["sha256"] for item in rows}
    assert len(found) == len(rows)
    return found


def test_a_table_that_was_never_written_is_none_and_empty(lake: Lake) -> None:
    assert lake.open("documents") is None
    assert lake.version("documents") == -1
    assert read_rows(None, "id") == commits(None) == []
    assert not Path(lake.uri).exists()


def test_opening_again_creates_nothing_again(lake: Lake) -> None:
    assert lake.open_or_create("documents").version() == lake.open_or_create("documents").version() == 0


def test_one_commit_inserts_updates_and_removes(lake: Lake) -> None:
    assert write(lake, [row("a.md"), row("b.md"), row("日本.md")]) == 1
    assert write(lake, [row("a.md", "2"), row("c.md")], "b.md") == 2
    assert contents(lake) == {"a.md": "2", "c.md": "1", "日本.md": "1"}


def test_rows_come_back_as_they_were_written(lake: Lake) -> None:
    write(lake, [row("it's; DROP TABLE t--.md")])
    assert read_rows(lake.open("documents"), *row("x")) == [row("it's; DROP TABLE t--.md")]


def test_no_change_makes_no_version(lake: Lake) -> None:
    write(lake, [row("a.md")])
    assert write(lake, []) == 1
    assert write(lake, [], "never-there.md") == 1
    assert lake.version("documents") == 1


def test_the_table_moves_on_with_a_change(lake: Lake) -> None:
    table = lake.open_or_create("documents")
    assert lake.change(table, "documents", [row("a.md")], [], {}) == table.version() == 1
    assert lake.change(table, "documents", [row("b.md")], [], {}) == table.version() == 2


def test_change_feed_tells_what_happened_in_order(lake: Lake) -> None:
    write(lake, [row("a.md"), row("b.md")])
    write(lake, [row("a.md", "2"), row("c.md")], "b.md")
    write(lake, [], "a.md")
    table = lake.open_or_create("documents")
    told = [
        (item["_commit_version"], item["_change_type"], item["id"], item["sha256"]) for item in read_changes(table, 1)
    ]
    assert sorted(told[:4]) == [
        (2, "delete", "b.md", "1"),
        (2, "insert", "c.md", "1"),
        (2, "update_postimage", "a.md", "2"),
        (2, "update_preimage", "a.md", "1"),
    ]
    assert told[3][1] == "update_postimage"
    assert told[4:] == [(3, "delete", "a.md", "2")]
    assert len(read_changes(table, 0)) == 7
    assert read_changes(table, 3) == read_changes(table, 99) == []


def test_change_feed_that_is_gone_is_told_apart(lake: Lake) -> None:
    for sha256 in "123":
        write(lake, [row("a.md", sha256)])
    lake.open_or_create("documents").create_checkpoint()
    for version in range(3):
        (Path(lake.uri) / "documents" / "_delta_log" / f"{version:020}.json").unlink()
    assert contents(lake) == {"a.md": "3"}
    with pytest.raises(LookupError, match="from version 1"):
        read_changes(lake.open_or_create("documents"), 0)


def test_a_commit_says_which_run_and_batch_made_it(lake: Lake) -> None:
    write(lake, [row("a.md")], run="run-1", batch_id="batch-000001")
    write(lake, [row("b.md")], run="run-2", batch_id="batch-000002")
    newest, first, _created = commits(lake.open("documents"))
    assert (newest["version"], newest["run"], newest["batch_id"]) == (2, "run-2", "batch-000002")
    assert (first["version"], first["run"], first["batch_id"]) == (1, "run-1", "batch-000001")


@pytest.mark.parametrize(
    ("first", "second"), [(("a.md", "2"), ("a.md", "3")), (("new.md", "2"), ("new.md", "3"))], ids=["update", "insert"]
)
def test_of_two_writers_from_one_version_the_second_must_plan_again(
    lake: Lake, first: tuple[str, str], second: tuple[str, str]
) -> None:
    write(lake, [row("a.md")])
    one, other = lake.open_or_create("documents"), lake.open_or_create("documents")
    lake.change(one, "documents", [row(*first)], [], {})
    with pytest.raises(Conflict, match="run again"):
        lake.change(other, "documents", [row(*second)], [], {})
    assert contents(lake) == {"a.md": "1", first[0]: "2"}


def test_vectors_come_back_bit_by_bit(lake: Lake) -> None:
    hashes = [f"h{number}" for number in range(50)]
    texts = [f"it's text {number}\n漢" for number in range(50)]
    vectors = np.random.default_rng(0).standard_normal((50, 384)).astype(np.float32)
    vectors[0, :3] = [-0.0, 1e-42, np.finfo(np.float32).max]
    lake.append("embeddings", embedding_columns("model", hashes[:20], texts[:20], vectors[:20]), {})
    lake.append("embeddings", embedding_columns("model", hashes[20:], texts[20:], vectors[20:]), {})
    lake.append("embeddings", embedding_columns("other", ["h7"], ["other"], np.zeros((1, 8), np.float32)), {})
    table = lake.open_or_create("embeddings")
    found, read, back = read_vectors(table, "model", ["h40", "h0", "h7", "nowhere"])
    assert sorted(found) == ["h0", "h40", "h7"]
    assert (back.dtype, back.shape) == (np.float32, (3, 384))
    for number, hash_ in enumerate(found):
        wanted = hashes.index(hash_)
        assert read[number] == texts[wanted]
        assert back[number].tobytes() == vectors[wanted].tobytes()
    assert read_vectors(table, "other", ["h7"])[2].shape == (1, 8)


def test_no_vectors_are_an_empty_array(lake: Lake) -> None:
    table = lake.open_or_create("embeddings")
    for hashes in ([], ["nowhere"]):
        found, texts, vectors = read_vectors(table, "model", hashes)
        assert (found, texts, len(vectors)) == ([], [], 0)


def test_names_with_quotes_select_exactly_their_rows(lake: Lake) -> None:
    names = ["o'neil.md", "''.md", "a\\b.md", '"x".md', "x' OR '1'='1.md", "ordinary.md"]
    write(lake, [row(name) for name in names])
    table = lake.open("documents")
    for name in names:
        assert read_rows(table, "id", where=among("id", [name])) == [{"id": name}]
    assert read_rows(table, "id", where=among("id", [])) == []
    write(lake, [], *names[:-1])
    assert contents(lake) == {"ordinary.md": "1"}


def assert_one_line(error: BaseException) -> None:
    assert "\n" not in str(error)
    assert "LAKE_URI" in str(error)


def test_a_lake_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    lake = Lake(str(tmp_path / "file" / "lake"))
    columns = embedding_columns("model", ["h"], ["t"], np.zeros((1, 4), np.float32))
    with pytest.raises(LakeError) as created:
        lake.open_or_create("documents")
    with pytest.raises(LakeError) as appended:
        lake.append("embeddings", columns, {})
    with pytest.raises(LakeError) as locked, writer_lock(lake, 0.1):
        pass
    for caught in (created, appended, locked):
        assert_one_line(caught.value)


def test_a_broken_table_is_one_line_and_not_an_empty_one(lake: Lake) -> None:
    write(lake, [row("a.md")])
    (Path(lake.uri) / "documents" / "_delta_log" / f"{1:020}.json").write_text("garbage")
    with pytest.raises(LakeError, match="cannot be read") as caught:
        lake.open("documents")
    assert "\n" not in str(caught.value)


def test_a_lost_data_file_is_one_line(lake: Lake) -> None:
    write(lake, [row("a.md")])
    for file in (Path(lake.uri) / "documents").glob("*.parquet"):
        file.unlink()
    with pytest.raises(LakeError) as caught:
        read_rows(lake.open("documents"), "id")
    assert "\n" not in str(caught.value)


def test_the_lock_keeps_a_second_writer_out_until_the_first_is_done(lake: Lake) -> None:
    outcomes: list[str] = []

    def second() -> None:
        try:
            with writer_lock(lake, seconds=0.1):
                outcomes.append("in")
        except LakeError as error:
            outcomes.append(str(error))

    def try_it() -> None:
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()

    with writer_lock(lake, seconds=1):
        try_it()
    try_it()
    assert "another run" in outcomes[0]
    assert outcomes[1:] == ["in"]


def test_the_lock_is_given_back_after_an_error(lake: Lake) -> None:
    with pytest.raises(ValueError, match="broke"), writer_lock(lake, seconds=0.1):
        raise ValueError("broke")
    with writer_lock(lake, seconds=0.1):
        pass


@pytest.mark.parametrize(("lost", "ends_well"), [(7, True), (8, False)])
def test_a_step_that_loses_the_race_is_tried_eight_times(
    monkeypatch: pytest.MonkeyPatch, lost: int, ends_well: bool
) -> None:
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _seconds: None)
    tries: list[int] = []

    @replan_on_conflict
    def step(number: int) -> int:
        tries.append(number)
        if len(tries) <= lost:
            raise Conflict("another writer was first; run again")
        return number

    with nullcontext() if ends_well else pytest.raises(Conflict, match="run again"):
        assert step(3) == 3
    assert tries == [3] * 8
