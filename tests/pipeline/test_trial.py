"""Before a change of model both are asked the golden questions, over few documents, and nothing is kept."""

import json
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest

from include.lake.reports import COMPARISON, PICTURE, for_readers, read_report, readers, report_uri
from include.pipeline.approval import trial as trial_module
from include.pipeline.approval.trial import Trial, try_candidate
from include.pipeline.approval.trial_report import page, picture
from include.pipeline.steps import Gate, generate_embeddings, planned_work, publish_documents, question
from include.provenance import Provenance
from include.settings import Settings
from tests.conftest import Workplace
from tests.pipeline.test_model_change import OTHER
from tests.pipeline.test_run_report import Page

WARY = Gate(threshold=100, recipe=False)
HOSTILE = "Who [asks](https://evil.example) <script>alert(1)</script> **27** | `days` of holiday {{ 1 }}?"


def changing(place: Workplace, *questions: tuple[str, str]) -> Settings:
    """Settings with another model, and these golden questions."""
    path = place.folder / "questions.json"
    path.write_text(json.dumps([{"question": asked, "document": wanted} for asked, wanted in questions]))
    return replace(place.settings, embedding_model=OTHER, golden_questions=str(path))


def tried(place: Workplace, settings: Settings) -> Trial | None:
    work = planned_work(settings, place.lake, WARY)
    assert work.recipe.model is not None
    return try_candidate(settings, place.lake, work.recipe.model, work.held[0].plan)


@pytest.fixture
def embedded(workplace: Workplace) -> Workplace:
    publish_documents(workplace.settings, workplace.lake, Provenance())
    generate_embeddings(workplace.settings, workplace.lake, Provenance())
    return workplace


def test_both_models_rank_the_same_documents_and_nothing_is_kept(embedded: Workplace) -> None:
    settings = changing(embedded, ("27 days of holiday for everybody", "handbook/leave.md"))
    before = {name: embedded.lake.open(name).version() for name in ("chunks", "embeddings", "documents")}
    found = tried(embedded, settings)
    assert found is not None
    (answer,) = found.answers
    assert answer.places == (1, 1)
    assert (
        set(answer.live)
        == set(answer.candidate)
        == {"guide.rst", "notes.txt", "handbook/leave.md", "handbook/travel.md"}
    )
    assert answer.live != answer.candidate  # they are two models
    assert (found.passages, found.embedded, found.first) == (4, 5, (1, 1))
    assert {name: embedded.lake.open(name).version() for name in before} == before


def test_the_sample_is_bounded_by_passages_and_by_what_a_batch_may_embed(
    embedded: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = (
        ("27 days of holiday", "handbook/leave.md"),
        ("a green door", "notes.txt"),
        ("the train", "handbook/travel.md"),
    )
    settings = changing(embedded, *asked)
    found = tried(embedded, replace(settings, approval_threshold=2))
    assert found is not None
    assert (found.documents, [answer.wanted for answer in found.answers]) == (2, ["handbook/leave.md", "notes.txt"])
    assert tried(embedded, replace(settings, approval_threshold=0)) is None
    monkeypatch.setattr(trial_module, "PASSAGES", 1)
    found = tried(embedded, settings)
    assert found is not None
    assert found.embedded == 2  # one passage, one question


def test_a_document_that_changed_since_is_no_part_of_the_sample(embedded: Workplace) -> None:
    settings = changing(embedded, ("a green door", "notes.txt"), ("the train", "handbook/travel.md"))
    embedded.write("notes.txt", "The office has no door.\n")
    publish_documents(settings, embedded.lake, Provenance())
    found = tried(embedded, settings)
    assert found is not None
    assert [answer.wanted for answer in found.answers] == ["handbook/travel.md"]


def test_the_question_compares_in_words_and_shows_the_picture(embedded: Workplace) -> None:
    settings = changing(embedded, (HOSTILE, "guide.rst"))
    work = planned_work(settings, embedded.lake, WARY)
    asked = question(work, settings, embedded.lake, lambda trial: [f"![{trial.documents}](picture)"])
    assert asked is not None
    assert "**Live against candidate:** the document that answers comes first for **0 of 1** golden" in asked.body
    assert "![4](picture)" in asked.body
    assert r"| Who \[asks\]\(https://evil.example\) ·script·alert\(1\)·/script· \*\*27\*\* · ·days·" in asked.body
    assert "<" not in asked.body
    assert "{{" not in asked.body
    assert "| **Reject** | everything stays as it is; all-MiniLM-L6-v2 goes on" in asked.body


def test_a_candidate_that_cannot_be_loaded_is_said_and_stops_nobody(
    embedded: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from include.errors import ModelRefused

    def refuse(*_: object) -> None:
        raise ModelRefused("the weights are broken")

    monkeypatch.setattr(trial_module, "open_encoder", refuse)
    settings = changing(embedded, ("the train", "handbook/travel.md"))
    work = planned_work(settings, embedded.lake, WARY)
    asked = question(work, settings, embedded.lake)
    assert asked is not None
    assert "**The candidate could not be tried:** the weights are broken" in asked.body


def test_picture_and_page_are_kept_beside_the_run_reports_and_linked(
    embedded: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from include.airflow_io import report

    run = "generate_embeddings manual__2026-11-21T10:00:00+00:00"
    monkeypatch.setattr(report, "provenance", lambda: Provenance(run=run))
    found = tried(embedded, changing(embedded, ("the train", "handbook/travel.md")))
    assert found is not None
    image, _, link = report.illustrate(embedded.settings, found)
    query = "run=generate_embeddings+manual__2026-11-21T10%3A00%3A00%2B00%3A00"
    assert image.startswith("![first place for 1 of 1 questions live, for ")
    assert image.endswith(f"/embedding-pages/picture?{query})")
    assert link.endswith(f"/embedding-pages/comparison?{query})")
    lake = embedded.settings.lake_uri
    kept = [read_report(report_uri(lake, run, name)) for name in (PICTURE, COMPARISON)]
    assert kept[0] == for_readers(run, picture(found))
    assert readers(run, kept[0] or "") == readers(run, kept[1] or "") == ("search_index",)
    assert "handbook/travel.md" in (kept[1] or "")
    assert read_report(report_uri(lake, run)) is None
    monkeypatch.setattr(report, "report_uri", lambda *_: "/dev/null/nowhere")
    assert report.illustrate(embedded.settings, found) == []  # it is asked without a picture


def test_picture_and_page_hold_no_script_and_every_question(embedded: Workplace) -> None:
    found = tried(embedded, changing(embedded, (HOSTILE, "guide.rst"), ("the train", "handbook/travel.md")))
    assert found is not None
    drawn = picture(found)
    tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(drawn).iter()}
    assert tags == {"svg", "title", "style", "circle", "text", "line"}
    assert drawn.count('class="candidate"') == 3  # the legend and two questions
    shown = Page(page(found, Provenance()))
    assert HOSTILE in shown.text
    assert not shown.tags & {"script", "img", "link", "iframe"}
    assert shown.links == []
