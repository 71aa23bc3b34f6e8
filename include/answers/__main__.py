"""Ask, rate and evaluate on the command line: `python -m include.answers ask "question"`."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict

from include import command_line
from include.answers.answers import Answer
from include.answers.cache import ask
from include.answers.cited_places import CitedPlace, cited_places
from include.answers.evaluation import evaluate
from include.answers.examples import EVALUATION, TRAINING, examples
from include.answers.feedback import rate
from include.answers.retrieval import UserQuestion
from include.command_line import printable
from include.errors import Disagreement
from include.knowledge.answer_rows import ANSWERED, plain
from include.knowledge.doubts import RIGHT, WRONG
from include.knowledge.tables import knowledge_lake
from include.lake.tables import Lake
from include.provenance import Provenance
from include.settings import Settings


def main() -> int:
    arguments = _parser().parse_args()
    commands = {"ask": _ask, "rate": _rate, "evaluate": _evaluate, "examples": _examples}
    return commands[arguments.command](Settings.from_environment(), arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m include.answers", description="Answers with sources.")
    commands = parser.add_subparsers(dest="command", required=True)
    asking = commands.add_parser("ask", help="answer a question; what was answered before is not made again")
    asking.add_argument("question")
    asking.add_argument("--as", dest="user", default="", help="id of the user whose own facts may answer, too")
    rating = commands.add_parser("rate", help="say that an answer is right or wrong")
    rating.add_argument("key", help="of the answer")
    rating.add_argument("verdict", choices=(RIGHT, WRONG))
    rating.add_argument("--comment", default="")
    rating.add_argument("--as", dest="user", default="", help="who says so")
    evaluating = commands.add_parser(
        "evaluate", help="ask golden and confirmed questions; exit code 1 when it is worse"
    )
    evaluating.add_argument("--accept", action="store_true", help="it is as it should be, also where it is worse")
    listing = commands.add_parser(
        "examples", help="print rated answers, a line of JSON each, for training or evaluation"
    )
    listing.add_argument("--part", choices=(TRAINING, EVALUATION), help="only these")
    for command in (asking, rating, evaluating):
        command.add_argument("--json", action="store_true", help="print a JSON object")
    return parser


def _ask(settings: Settings, arguments: argparse.Namespace) -> int:
    report = ask(settings, knowledge_lake(settings), Provenance(), [UserQuestion(arguments.question, arguments.user)])
    answer = report.answers[0]
    places = cited_places(settings, answer.citations)
    if arguments.json:
        cited = [asdict(each) | asdict(at) for each, at in zip(answer.citations, places, strict=True)]
        told = asdict(answer) | {"citations": cited, "cached": not report.made}
        print(json.dumps(told, ensure_ascii=False))
    else:
        lines = _told(answer, places, bool(report.made))
        command_line.show(lines, lambda: lines)
    return 0


def _told(answer: Answer, places: Sequence[CitedPlace], made: bool) -> list[str]:
    lines = [printable(line) for line in answer.text.splitlines()]
    if answer.verdict == ANSWERED:
        lines.append("")
    for number, (each, at) in enumerate(zip(answer.citations, places, strict=True), 1):
        where = "  ".join(filter(None, (each.heading, at.place)))
        lines.append(f"[{number}] {each.source}  {printable(where)}: “{printable(plain(each.quote))}”")
        lines += [f"    {at.link}"] if at.link else []
    how = "made now" if made else f"made {answer.asked_at[:19]} UTC, its evidence is unchanged"
    return [*lines, "", f"{answer.verdict}, {how}; key {answer.id}"]


def _rate(settings: Settings, arguments: argparse.Namespace) -> int:
    given = (arguments.key, arguments.verdict, arguments.comment, arguments.user)
    report = rate(knowledge_lake(settings), Provenance(), *given)
    if arguments.json:
        print(json.dumps(report.event | {"changed": report.worked}))
    else:
        print(f"{arguments.key}: {arguments.verdict}" + ("" if report.worked else ", as before"))
    return 0


def _examples(settings: Settings, arguments: argparse.Namespace) -> int:
    for row in examples(knowledge_lake(settings)):
        if arguments.part in (None, row["part"]):
            print(json.dumps(row | {"citations": json.loads(row["citations"])}, ensure_ascii=False))
    return 0


def _evaluate(settings: Settings, arguments: argparse.Namespace) -> int:
    lakes = Lake(settings.lake_uri), knowledge_lake(settings)
    report = evaluate(settings, *lakes, Provenance(), accept=arguments.accept)
    now = report.evaluation
    if arguments.json:
        told = {"worse": report.worse, "better": report.better, "failure": report.failure}
        print(json.dumps(dict(report.event) | told | {"outcomes": [asdict(each) for each in now.outcomes]}))
    else:
        print(
            f"recall@5 {now.recall:.1%}, citations correct {now.correctness:.1%} of {now.answered} answered questions"
        )
        print(f"{len(now.outcomes)} questions, {len(now.outcomes) - now.answered} of them without an answer")
        print(f"{report.asked.made} answers made, {len(now.outcomes) - report.asked.made} from the cache")
        for name, questions in (("worse", report.worse), ("better", report.better)):
            for question in questions:
                print(f"{name}: {question}")
    if report.failure:
        raise Disagreement(report.failure)
    return 0


if __name__ == "__main__":
    command_line.run(main)
