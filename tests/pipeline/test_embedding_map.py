"""The embedding map: what is on it, where, and what stays there."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from statistics import correlation
from typing import Any

import pytest

from include.pipeline.approval.deletions import Consent
from include.pipeline.map.embedding_map import PALETTE, EmbeddingMap, MapPoint, map_uri, read_map, write_map
from include.pipeline.steps import draw_map
from include.provenance import Provenance
from include.search.passage import excerpt
from include.settings import PROJECT, SAMPLE_DOCUMENTS
from include.ui import map_answer
from tests.conftest import Workplace

HOSTILE = '# Bad\n\nA <script>globalThis.owned = 1</script> and an <img src=x onerror="globalThis.owned = 1">.\n'
TOPICS = {
    "animals": ("the cat sleeps on the sofa", "a dog barks at the postman", "horses run over the meadow"),
    "money": ("the invoice is paid in euros", "a bank lends money at interest", "taxes are due in spring"),
    "weather": ("rain falls in the mountains", "snow covers the road", "the sun shines all day"),
}


def drawn(place: Workplace) -> EmbeddingMap:
    """The map after a sync."""
    place.sync()
    draw_map(place.settings, place.lake, Provenance())
    found = read_map(place.settings.lake_uri)
    assert found
    return found


def distance(one: MapPoint, other: MapPoint) -> float:
    return ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5


@pytest.fixture(scope="module")
def topics(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """Enough short documents for t-SNE, of three kinds."""
    place = Workplace(tmp_path_factory.mktemp("topics"))
    for folder, sentences in TOPICS.items():
        for number in range(20):
            words = f"{sentences[number % 3]}, as page {number} of the {folder} book says"
            place.write(f"{folder}/page-{number:02}.txt", f"Note {number}: {words}.\n")
    drawn(place)
    return place


def test_passages_lie_beside_those_of_their_kind(topics: Workplace) -> None:
    found = read_map(topics.settings.lake_uri)
    assert found
    alike = 0
    for point in found.points:
        near = sorted((other for other in found.points if other is not point), key=lambda other: distance(point, other))
        alike += sum(other.document.split("/")[0] == point.document.split("/")[0] for other in near[:5])
    assert alike / (5 * len(found.points)) > 0.9
    assert all(0 <= value <= 1 for point in found.points for value in (point.x, point.y))


def test_the_same_passages_make_the_same_map_in_another_process(topics: Workplace) -> None:
    before = Path(map_uri(topics.settings.lake_uri)).read_text("utf-8")
    code = "from include.pipeline.map.draw import draw_map; from include.provenance import Provenance; "
    code += "from include.settings import Settings; from include.lake.tables import Lake; "
    code += "s = Settings.from_environment(); draw_map(s, Lake(s.lake_uri), Provenance())"
    Path(map_uri(topics.settings.lake_uri)).unlink()
    subprocess.run([sys.executable, "-c", code], cwd=PROJECT, env=topics.process_environment, check=True)
    places = [
        [(point["id"], point["x"], point["y"]) for point in json.loads(text)["points"]]
        for text in (before, Path(map_uri(topics.settings.lake_uri)).read_text("utf-8"))
    ]
    assert places[0] == places[1]


def test_after_an_edit_what_did_not_change_stays_and_exactly_the_new_is_marked(topics: Workplace) -> None:
    before = read_map(topics.settings.lake_uri)
    topics.write("animals/page-03.txt", "The cat sleeps in the kitchen now, says the animals book.\n")
    topics.write("weather/fog.txt", "Fog lies over the mountains, and no snow.\n")
    (topics.documents / "money/page-05.txt").unlink()
    after = drawn(topics)
    assert before
    assert {point.document for point in after.points if point.changed} == {"animals/page-03.txt", "weather/fog.txt"}
    assert all(
        after.place[id_] == replace(point, changed=False) for id_, point in before.place.items() if id_ in after.place
    )
    assert "money/page-05.txt" not in {point.document for point in after.points}
    assert after.last
    assert (after.last.brought, after.last.removed) == (2, 2)
    fog = next(point for point in after.points if point.document == "weather/fog.txt")
    nearest = min((point for point in after.points if point is not fog), key=lambda point: distance(point, fog))
    assert nearest.document.startswith("weather/")


def test_many_new_passages_are_laid_out_again_and_the_map_is_neither_turned_nor_mirrored(topics: Workplace) -> None:
    before = read_map(topics.settings.lake_uri)
    for number in range(20):
        topics.write(
            f"cooking/{number:02}.txt", f"Recipe {number}: boil the noodles, then fry onions in {number} pans.\n"
        )
    after = drawn(topics)
    assert before
    assert not any(point.placed for point in after.points)
    both = [(point, after.place[id_]) for id_, point in before.place.items() if id_ in after.place]
    for axis in ("x", "y"):
        assert (
            correlation(*zip(*((getattr(one, axis), getattr(other, axis)) for one, other in both), strict=True)) > 0.8
        )
    assert any(distance(one, other) > 0.01 for one, other in both)
    assert after.sources[: len(before.sources)] == before.sources  # so that colours stay


def test_nothing_is_drawn_while_nothing_else_is_served(synced: Workplace) -> None:
    assert draw_map(synced.settings, synced.lake, Provenance()).worked
    file = Path(map_uri(synced.settings.lake_uri))
    seen = file.stat()
    again = draw_map(synced.settings, synced.lake, Provenance())
    assert (again.worked, again.words) == (False, "the map shows what is served")
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (seen.st_ino, seen.st_mtime_ns)


@pytest.mark.parametrize("damage", ["", "[]", '{"points": 1}', '{"points": [{"id": 1}], "span": [1, 1]}', "\xff"])
def test_a_map_that_cannot_be_understood_is_drawn_again(synced: Workplace, damage: str) -> None:
    draw_map(synced.settings, synced.lake, Provenance())
    Path(map_uri(synced.settings.lake_uri)).write_text(damage, "latin-1")
    assert map_answer.whole(synced.settings)["state"] == "no_map"
    assert draw_map(synced.settings, synced.lake, Provenance()).worked
    assert len(map_answer.whole(synced.settings)["points"]) == 4


def test_passages_that_only_moved_are_not_new(synced: Workplace) -> None:
    sections = [
        f"## Part {name}\n\n" + f"The {name} room has a lamp and a long table. " * 22 for name in ("red", "blue")
    ]
    synced.write("rooms.md", "\n\n".join(sections))
    before = drawn(synced)
    synced.write("rooms.md", "\n\n".join(["## Part green\n\n" + "The green room is empty. " * 40, *sections]))
    after = drawn(synced)
    moved = [point for point in before.points if point.document == "rooms.md"]
    assert len(moved) > 1
    assert {point.id for point in moved} < set(after.place)
    new = [point for point in after.points if point.changed]
    assert {point.id for point in new} == set(after.place) - set(before.place)
    assert all("green room" in point.text for point in new)


def test_a_large_collection_is_sampled_the_same_way_each_time_and_its_changes_are_shown(
    synced: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = {point.id for point in drawn(synced).points}
    monkeypatch.setattr("include.pipeline.map.drawn.DRAWN", 2)
    names = {f"more-{number}.txt" for number in range(5)}
    for name in names:
        synced.write(name, f"One more page, {name}.\n")
    first = drawn(synced)
    new = {point.id for point in first.points if point.changed}
    assert {point.document for point in first.points if point.changed} == names
    assert {point.id for point in first.points} == {*sorted(whole | new)[:2], *new}
    assert (first.total, map_answer.whole(synced.settings)["total"]) == (9, 9)


def test_only_the_beginning_of_a_passage_is_kept_and_nothing_of_it_is_interpreted(workplace: Workplace) -> None:
    workplace.write("bad.md", HOSTILE)
    workplace.write("long.txt", "word " * 180)
    drawn(workplace)
    shown = {point["document"]: point for point in map_answer.whole(workplace.settings)["points"]}
    assert shown["bad.md"]["text"].startswith("A <script>globalThis.owned = 1</script>")  # the page writes it as text
    assert len(shown["long.txt"]["text"]) <= 240
    assert (shown["handbook/leave.md"]["folder"], shown["notes.txt"]["folder"]) == ("handbook", ".")


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("# One\n\n## Two\n\nBody.\nMore.", "Body. More."),
        ("Title\n=====\n\nBody.", "Body."),
        ("# Only a heading", "# Only a heading"),
        ("Not a title\n\n- item", "Not a title - item"),
        ("#hashtag first", "#hashtag first"),
    ],
)
def test_an_excerpt_begins_after_the_headings(text: str, begins: str) -> None:
    assert excerpt(text, 100) == begins


def test_before_the_first_map_and_without_documents_the_page_says_so(workplace: Workplace) -> None:
    assert "There is no map yet" in map_answer.whole(workplace.settings)["message"]
    assert map_answer.about(workplace.settings)["state"] == "no_map"
    assert not draw_map(workplace.settings, workplace.lake, Provenance()).worked
    drawn(workplace)
    for file in sorted(workplace.documents.rglob("*.*")):
        file.unlink()
    workplace.sync(consent=Consent(everything=True))
    drawn(workplace)
    assert "nothing on the map" in map_answer.whole(workplace.settings)["message"]


def test_the_page_says_when_something_newer_is_served(synced: Workplace) -> None:
    drawn(synced)
    assert not map_answer.whole(synced.settings)["behind"]
    synced.write("notes.txt", "The door is blue.\n")
    synced.sync()
    assert map_answer.whole(synced.settings)["behind"]


def test_more_sources_than_looks_share_the_last_one(synced: Workplace) -> None:
    found = drawn(synced)
    write_map(
        synced.settings.lake_uri,
        replace(found, sources=(*(f"folder-{number}" for number in range(PALETTE)), "handbook")),
    )
    looks = {source["name"]: source["look"] for source in map_answer.whole(synced.settings)["sources"]}
    assert looks == {"handbook": PALETTE, ".": PALETTE}


def test_another_model_is_laid_out_anew_and_everything_is_marked(synced: Workplace) -> None:
    from importlib.resources import files

    before = drawn(synced)
    synced.environment["EMBEDDING_MODEL"] = str(Path(str(files("sre_embedding_model"))) / "model_weights")
    after = drawn(synced)
    assert before.model != after.model
    assert {point.id for point in after.points} == {point.id for point in before.points}
    assert all(point.changed for point in after.points)


@pytest.mark.slow_load
def test_the_sample_of_documents_is_drawn_in_seconds(tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    place.environment["DOCUMENTS_URI"] = str(SAMPLE_DOCUMENTS)
    assert len(drawn(place).points) == 232


def test_the_map_lies_beside_tables_on_s3(client: Any) -> None:
    assert read_map("s3://docs/lake") is None
    point = MapPoint("one", 0.25, 0.75, "a/b.md", "Heading", "Text with “quotes” and <b>tags</b>")
    kept = EmbeddingMap(collection="c", version=3, sources=("a",), span=(2.0, 1.0), points=(point,))
    write_map("s3://docs/lake", kept)
    assert read_map("s3://docs/lake") == kept
