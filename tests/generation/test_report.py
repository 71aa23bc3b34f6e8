"""The page of a plan: how templates and models compare, what was paid, what is stale; it runs nothing."""

import xml.etree.ElementTree as ET
from dataclasses import replace

from include.generation.report import StageOutcome, generation_report
from include.generation.score_plot import plot
from include.generation.scores import scores
from include.language_model.calls import Reply
from include.provenance import Provenance
from tests.generation.conftest import Team
from tests.pipeline.test_run_report import Page

OUTCOMES = [
    StageOutcome("links", calls=3, reused=0, left=0, cost=0.5, lost=False),
    StageOutcome("evaluations", calls=4, reused=1, left=1, cost=0.25, lost=True),
]
HOSTILE = '<script>alert("1")</script><img src=x onerror=alert(2)> ' + "very " * 200 + "much"


def html(team: Team) -> str:
    return generation_report(OUTCOMES, scores(team.settings, team.lake), team.plan(), Provenance())


def test_a_report_compares_templates_and_models(generated: Team) -> None:
    found = scores(generated.settings, generated.lake)
    model = found[0].writer
    others = [replace(score, writer="other", score=4) for score in found if score.essay_template == "story"]
    others[0] = replace(others[0], score=None)
    page = Page(generation_report(OUTCOMES, [*found, *others], generated.plan(), Provenance()))
    assert f"{model} other argument 7.0 (3) story 7.0 (3) 4.0 (2 of 3)" in page.words
    assert "9 evaluations are current; 1 of them hold no score" in page.words


def test_a_report_says_of_each_stage_what_was_called_and_paid(generated: Team) -> None:
    page = Page(html(generated))
    assert "links 3 0 0 0.50" in page.words
    assert "evaluations 4 1 1 0.25 calls failed; see the log of the task" in page.words


def test_a_report_says_what_is_stale_now_and_what_it_would_cost(generated: Team) -> None:
    assert "nothing is stale: 15 answers are current, 0 orphans" in Page(html(generated)).words
    generated.write("essay_templates/story.txt", "Once upon a time: $links")
    generated.derive()
    page = Page(html(generated))
    assert "essay SmolLM2-135M-Instruct 3 0.000" in page.words
    assert "stale: 6 calls (3 essays, 3 evaluations), at most 0.000" in page.words


def test_the_words_of_a_model_are_text_and_short(generated: Team) -> None:
    generated.reply = lambda _prompt: Reply(HOSTILE, 1, 1)  # type: ignore[method-assign]
    generated.generate(generated.plan("evaluation"))
    page = Page(html(generated))
    assert '<script>alert("1")</script><img src=x onerror=alert(2)> very' in page.text
    assert "6 of them hold no score" in page.text
    assert "it holds no score from 1 to 10" in page.text
    assert "argument – (0 of 3)" in page.words
    assert "much" not in page.text
    assert not page.tags & {"script", "img", "link", "iframe"}
    assert page.links == []


def test_the_plot_has_a_bar_for_each_pair_as_long_as_its_score() -> None:
    drawn = ET.fromstring(plot({("story", "<b>"): 5.0, ("story", "x" * 300): 10.0}))
    bars = drawn.findall("{*}rect[@class='score']")
    assert [float(bar.get("width", 0)) for bar in bars] == [152.0, 304.0]
    names = [text.text or "" for text in drawn.findall("{*}text") if "story" in (text.text or "")]
    assert names[0] == "story · <b>"
    assert names[1].startswith("story · xxx")
    assert len(names[1]) == 44
    assert plot({}) == ""
