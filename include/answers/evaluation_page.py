"""What an evaluation found, as a small HTML page."""

from markupsafe import Markup

from include.answers.evaluation import EvaluationReport
from include.lake import report_page
from include.provenance import Provenance


def evaluation_page(report: EvaluationReport, provenance: Provenance) -> str:
    """Returns the page."""
    now = report.evaluation
    unanswered = [(each.question, each.document) for each in now.outcomes if not each.answered]
    incorrect = [(each.question, each.document) for each in now.outcomes if each.answered and not each.correct]
    figures = [
        ("recall@5", f"{now.recall:.1%}", f"of {len(now.outcomes):,} questions, golden and confirmed"),
        ("citations correct", f"{now.correctness:.1%}", f"of {now.answered:,} answered questions"),
        ("ratings by readers", f"{report.event['rated_right']} right, {report.event['rated_wrong']} wrong", ""),
        ("answers", f"{report.asked.made:,} made", f"{len(now.outcomes) - report.asked.made:,} from the cache"),
    ]
    return report_page.page(
        "Answers evaluated",
        provenance,
        report_page.note(f"{now.corpus_version}, {now.model}"),
        Markup("<p><b>{}</b></p>").format(report.failure) if report.failure else Markup(),
        report_page.table("How good the answers are", ("", "", ""), figures),
        report_page.table(
            "Worse than at the last accepted evaluation", ("question",), [(each,) for each in report.worse]
        ),
        report_page.table("Better", ("question",), [(each,) for each in report.better]),
        report_page.table("Without an answer", ("question", "page that has it"), unanswered),
        report_page.table("With another page first, or a quote that does not stand", ("question", "page"), incorrect),
    )
