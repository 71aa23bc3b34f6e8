"""The page that a run writes of itself."""

from dataclasses import replace
from html.parser import HTMLParser

from include.lake.reports import read_report, report_uri, write_report
from include.pipeline.run_report import embedding_report, store_report
from include.pipeline.steps import (
    OPEN,
    Shard,
    embed_shard,
    generate_embeddings,
    planned_work,
    publish_documents,
    update_vector_store,
)
from include.provenance import Provenance
from tests.conftest import Workplace


class Page(HTMLParser):
    """Tags and text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.parts: list[str] = []
        self.feed(page)
        self.text = " ".join("".join(self.parts).split())
        self.words = " ".join(" ".join(self.parts).split())
        """The same, cell by cell."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def embedded(place: Workplace) -> Page:
    run = Provenance()
    publish_documents(place.settings, place.lake, run)
    report = generate_embeddings(place.settings, place.lake, run)
    return Page(embedding_report(report, place.settings, place.lake, run, 1.5))


def test_a_report_says_what_was_embedded_reused_and_deleted(workplace: Workplace) -> None:
    first = embedded(workplace)
    assert "reused 0 embedded 4 deleted 0 failed 0 chunks" in first.text
    workplace.write("copy.txt", (workplace.documents / "notes.txt").read_text("utf-8"))
    (workplace.documents / "guide.rst").unlink()
    second = embedded(workplace)
    assert "reused 1 embedded 0 deleted 1 failed 0 chunks" in second.text
    assert "batch-000002" in second.text
    assert "copy.txt" in second.text
    assert "leave.md" not in second.text


def test_a_report_says_where_in_a_document_something_changed(synced: Workplace) -> None:
    paragraph = "A valve is opened slowly, by hand. " * 9
    synced.write("notes.txt", "\n\n".join(f"{number}. {paragraph}" for number in range(8)))
    assert "notes.txt 3 lines 1-" in embedded(synced).words
    stored = update_vector_store(synced.settings, synced.lake, Provenance())
    assert "notes.txt 3 lines 1-" in Page(store_report(stored, Provenance(), 1.0)).words


def test_a_report_counts_the_tokens_of_every_shard_and_their_price(workplace: Workplace) -> None:
    settings, run = replace(workplace.settings, embedding_price=1000.0), Provenance()
    publish_documents(settings, workplace.lake, run)
    plan = planned_work(settings, workplace.lake, OPEN).plan
    tokens = sum(len(plan.model.tokenizer().encode(text).ids) for text in plan.texts.values())
    shards = [embed_shard(settings, workplace.lake, Shard(number, 2), run) for number in range(2)]
    assert all(shards)
    report = generate_embeddings(settings, workplace.lake, run)
    page = Page(embedding_report(report, settings, workplace.lake, run, 1.5))
    assert f"tokens embedded, as the model counts them {tokens} " in page.words
    assert f"price {tokens / 1000:.2f} (EMBEDDING_PRICE: 1000 for a million tokens)" in page.words


def test_a_report_needs_nothing_else_and_runs_nothing(workplace: Workplace) -> None:
    workplace.write("<img src=x onerror=alert(1)>.md", "# Bad\n\nA page.\n")
    page = embedded(workplace)
    assert "<img src=x onerror=alert(1)>.md" in page.text
    assert not page.tags & {"script", "img", "link", "iframe"}
    assert page.links == []


def test_a_store_report_names_the_documents_whose_points_were_written(workplace: Workplace) -> None:
    embedded(workplace)
    run = Provenance()
    page = Page(store_report(update_vector_store(workplace.settings, workplace.lake, run), run, 0.5))
    assert "written 4 moved 0 deleted 0 points" in page.text
    assert "handbook/travel.md" in page.text


def test_each_run_has_a_report_of_its_own_inside_the_folder(workplace: Workplace) -> None:
    lake = workplace.settings.lake_uri
    runs = ("a b", "a_b", "a ../../../etc/passwd", "a " + "x" * 400)
    places = {report_uri(lake, run) for run in runs}
    assert len(places) == len(runs)
    for run in runs:
        write_report(report_uri(lake, run), run)
    assert [read_report(report_uri(lake, run)) for run in runs] == list(runs)
    assert {place.rpartition("/")[0] for place in places} == {f"{lake}/reports/runs"}
    assert read_report(report_uri(lake, "never run")) is None
