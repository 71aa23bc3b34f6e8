"""An answer as a small HTML page. What was asked, said and quoted is text, whatever it holds."""

from markupsafe import Markup

from include.answers.answers import Answer, find_answer
from include.answers.cited_places import cited_places
from include.knowledge.answer_rows import ANSWERED, DOCUMENT, Evidence, page_of, plain
from include.knowledge.tables import knowledge_lake
from include.lake import report_page
from include.lake.reports import for_readers, remove_report, report_uri, write_report
from include.provenance import Provenance
from include.search.source_link import opens_in_a_browser
from include.settings import Settings


def write_page(settings: Settings, answer: Answer, provenance: Provenance) -> None:
    """Keep the page of an answer; not of one that is forgotten meanwhile.

    Raises:
        LakeError: it cannot be written.
    """
    name = page_of(answer.id)
    uri = report_uri(settings.lake_uri, name)
    write_report(uri, for_readers(name, answer_page(settings, answer, provenance)))
    if find_answer(knowledge_lake(settings), answer.id) is None:  # after the writing: see `knowledge.forget_answers`
        remove_report(uri)


def _near(found: Evidence) -> str:
    return f"{found.score:.2f}, doubted by readers" if found.doubted else f"{found.score:.2f}"


def answer_page(settings: Settings, answer: Answer, provenance: Provenance) -> str:
    """Returns the page."""
    asker = f", asked by {answer.asked_by}" if answer.asked_by else ""
    told = f"{answer.status}, {answer.verdict} by {answer.model} from {answer.corpus_version} until {answer.expires_at}"
    cited = zip(answer.citations, cited_places(settings, answer.citations), strict=True)
    sources = [(_linked(each.source, at.link), each.heading, at.place, plain(each.quote)) for each, at in cited]
    found = [
        (each.source if each.kind == DOCUMENT else "a fact of the asker", each.heading, _near(each))
        for each in answer.evidence
    ]
    lines = [line for line in answer.text.splitlines() if line.strip()] if answer.verdict == ANSWERED else [answer.text]
    paragraph = Markup("<p>{}</p>") if answer.verdict == ANSWERED else Markup("<p><em>{}</em></p>")
    return report_page.page(
        "Answer",
        provenance,
        Markup("<h2>{}</h2>").format(answer.question),
        *map(paragraph.format, lines),
        report_page.table("Its sources, word for word", ("source", "heading", "place", "quote"), sources),
        report_page.table("What was found, best first", ("source", "heading", "similarity"), found),
        Markup('<p class="note">{}. Key for a rating: <code>{}</code></p>').format(told + asker, answer.id),
    )


def _linked(source: str, link: str) -> str:
    if not opens_in_a_browser(link):
        return source
    return Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(link, source)
