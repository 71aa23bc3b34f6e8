"""One fingerprint over a table and its folder of texts: what changes it, and each way to get it wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest

from include.generation.meaning import meaning
from include.generation.sources import PATTERNS, read_catalogue
from include.sources.observation import Look, Observation
from tests.generation.conftest import Team

NAME = "essay_templates"
Edit = Callable[[Path], object]


def look(team: Team) -> Look:
    return Observation(str(team.files), 10_000, PATTERNS[NAME], meaning).look()


def table(change: Callable[[list[str]], list[str]]) -> Edit:
    """Edits the lines of the table."""

    def edit(files: Path) -> None:
        path = files / f"{NAME}.csv"
        path.write_text("\n".join(change(path.read_text("utf-8").splitlines())) + "\n", "utf-8")

    return edit


def text(change: Callable[[bytes], bytes], name: str = f"{NAME}/story.txt") -> Edit:
    """Edits the bytes of a text."""

    def edit(files: Path) -> None:
        path = files / name
        path.write_bytes(change(path.read_bytes() if path.exists() else b""))

    return edit


def swap(line: str) -> str:
    first, second, *others = line.split(",")
    return ",".join([second, first, *others])


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(table(lambda lines: [lines[0], *reversed(lines[1:])]), id="order of lines"),
        pytest.param(table(lambda lines: [swap(line) for line in lines]), id="order of columns"),
        pytest.param(table(lambda lines: [lines[0], *(f"{line} " for line in lines[1:])]), id="spaces around a value"),
        pytest.param(text(lambda data: data.replace(b"\n", b"\r\n") + b"\r\n", f"{NAME}.csv"), id="line ends, table"),
        pytest.param(text(lambda data: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")), id="line ends, text"),
        pytest.param(text(lambda _: b"$links", f"{NAME}/nobody.txt"), id="a text that nobody names"),
    ],
)  # fmt: skip
def test_what_says_nothing_new_is_no_change_and_makes_nothing_stale(team: Team, edit: Edit) -> None:
    team.write(f"{NAME}/story.txt", "Tell a story.\n\n$links")
    before, catalogue = look(team), read_catalogue(str(team.files), 10_000)
    bytes_before = Observation(str(team.files), 10_000, PATTERNS[NAME]).look()
    edit(team.files)
    assert Observation(str(team.files), 10_000, PATTERNS[NAME]).look().fingerprint != bytes_before.fingerprint
    assert look(team).fingerprint == before.fingerprint
    assert read_catalogue(str(team.files), 10_000) == catalogue


@pytest.mark.parametrize(
    ("edit", "changed"),
    [
        pytest.param(table(lambda lines: [*lines, "late,Late,yes"]), f"{NAME}.csv", id="a line without a text"),
        pytest.param(table(lambda lines: lines[:-1]), f"{NAME}.csv", id="a line that is gone"),
        pytest.param(table(lambda lines: [*lines, lines[-1]]), f"{NAME}.csv", id="a line twice"),
        pytest.param(text(lambda data: data + b"!"), f"{NAME}/story.txt", id="a text"),
        pytest.param(text(lambda _: b"\xff"), f"{NAME}/story.txt", id="a text that cannot be read"),
    ],
)  # fmt: skip
def test_what_says_something_else_is_a_change_and_is_named(team: Team, edit: Edit, changed: str) -> None:
    before = look(team)
    edit(team.files)
    after = look(team)
    assert after.fingerprint != before.fingerprint
    assert changed in {name for name, _ in before.by_id.items() ^ after.by_id.items()}


def test_the_text_of_a_line_is_a_change_when_it_comes(team: Team) -> None:
    table(lambda lines: [*lines, "late,Late,yes"])(team.files)
    before = look(team)
    team.write(f"{NAME}/late.txt", "$links")
    assert look(team).by_id.keys() - before.by_id.keys() == {f"{NAME}/late.txt"}


def test_a_source_without_a_table_is_all_its_files(team: Team) -> None:
    def concepts() -> Look:
        return Observation(str(team.files), 10_000, PATTERNS["concepts"], meaning).look()

    before = concepts()
    text(lambda data: data.replace(b"\n", b"\r\n") + b"\r\n", "concepts/bread.md")(team.files)
    assert concepts().fingerprint == before.fingerprint
    team.write("concepts/new.md", "# New")
    assert concepts().by_id.keys() - before.by_id.keys() == {"concepts/new.md"}
