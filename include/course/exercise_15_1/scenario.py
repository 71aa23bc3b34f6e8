"""What a check of exercise 15.1 does: questions are asked, pages change, and the golden questions are asked twice."""

from collections.abc import Mapping
from typing import Any

from include.course.answer_workshop import PAGES, AnswerWorkshop
from include.course.engine import Engine, EngineWithForms
from include.course.observations import Observations, Points, Step
from include.course.scenario import Scenario

LEAVE, FOOD = "How many days of holiday do I have in a year?", "What is the daily allowance for food on a journey?"
AT_HOME = "Who may work from home at night?"
"""A page is near this question. A sentence is almost near enough (0.46), and answers it as little as any other."""
RIGHT = {LEAVE: "leave.md", FOOD: "allowance.md"}
NIGHTS = {"nights.md": "# Nights\n\nOnly the porters may work from home at night.\n"}
"""Answers it."""
MOVED = {"porters.md": NIGHTS["nights.md"]}
"""The same page under another name: what was cited is not there any more."""
LAPTOPS = {"laptops.md": "# Laptops\n\nA laptop is replaced after five years.\n"}
DEARER = {
    "allowance.md": "# On a journey\n\nThe daily allowance for food on a journey is 61 euros. Keep no receipts.\n"
}
LONGER = {"leave.md": PAGES["leave.md"].replace("27", "30")}
NEARER = {"abroad.md": "# Far journeys\n\nThe daily allowance for food on a far journey is 70 euros.\n"}
"""Not as near as the page that answers, and before it by the alphabet; of laptops and sale the first one is nearer."""
UNINDEXED = {"dogs.md": "# Dogs\n\nDogs may come to the office on Thursdays.\n"}
"""Saved, and not in the index when the golden questions are asked first: what is quoted does not stand in the page."""
LOST = {"backups.md": "# Backups\n\nThis page is being written anew.\n"}
"""At first, and at last; in between the page has its answer."""
BETTER = {
    **{name: PAGES[name] for name in LOST},
    "hiring.md": "# Hiring\n\nThis page is being written anew.\n",
}
"""Two golden questions are answered that were not, and one is not that was: it does not become worse again at last."""
LOST_AT_LAST = {
    **LOST,
    "dogs.md": "# Dogs\n\nThis page is being written anew.\n",
    "laptops.md": "# Computers\n\nThe office has a list of who has which one.\n",
}
"""Two golden questions become worse, and one becomes better: the page that was cited for it is not near any more."""
BEFORE = 3
"""Versions that the index had before anybody asked: 9, 10 and 13 are evaluated, and among texts 9 is the last one."""
Row = Mapping[str, Any]


class Answering(Scenario):
    """The steps of this exercise."""

    workshop: AnswerWorkshop

    def __init__(self, engine: EngineWithForms, seen: Observations) -> None:
        super().__init__(engine, seen, ("index",))
        self.workshop, self.forms = AnswerWorkshop(seen.namespace), engine

    def ask(self, name: str, question: str) -> Step:
        """Somebody asks."""
        with self.step(name) as runs:
            runs.append(self.forms.submit(self.seen.dag("answer", "question"), {"question": question}))
        return self.seen.steps[name]

    def index(self, name: str, pages: Mapping[str, str]) -> Step:
        """Pages change and the index follows; whoever waits for it is late."""
        self.write(pages)
        with self.step(name) as runs:
            runs.append(self.engine.run(self.seen.producer("index")))
        return self.seen.steps[name]

    def follow_index(self, name: str) -> Step:
        """Whatever the index wakes has its turn."""
        with self.step(name) as runs:
            for dag_id in sorted({edge.dag_id for edge in self.seen.woken}):
                if run := self.engine.wake(dag_id):
                    runs.append(run)
        return self.seen.steps[name]

    def change(self, name: str, pages: Mapping[str, str]) -> Step:
        """Pages change, the index follows, and whatever it wakes."""
        self.index(f"{name}, index", pages)
        return self.follow_index(name)

    def evaluate(self, name: str) -> Step:
        """It is night."""
        with self.step(name) as runs:
            runs.append(self.engine.run(self.seen.producer("evaluations") or self.seen.dag("evaluate")))
        asked, pages = self.workshop.golden(), self.workshop.documents()
        recall = [document in {hit.document for hit in self.workshop.find(each)} for each, document in asked.items()]
        rows = {each: newest(self.seen.steps[name], each) for each in asked}
        for row in rows.values():
            self.compare_cited(row)
        right = {each for each, document in asked.items() if is_right(rows[each], document, pages)}
        self.seen.notes[name] = {
            "missing": [each for each, row in rows.items() if not row],
            "true": {"recall": sum(recall) / len(asked), "correct": len(right) / len(asked)},
            "right": right,
            "of_the_page": sum(of_the_page(rows[each], document) for each, document in asked.items()) / len(asked),
            "altered": [each for row in rows.values() for each in altered(row, pages)],
            "pages": pages,
        }
        return self.seen.steps[name]

    def compare_cited(self, row: Row) -> None:
        """Note the first answer that cites several sentences, and another one first than the nearest of them."""
        if not (row.get("citations") or [])[1:] or "nearer later" in self.seen.notes:
            return
        read = self.workshop.sentences(row["question"], self.workshop.find(row["question"]))
        scores = {(sentence.document, sentence.text): sentence.score for sentence in read}
        first, *others = [(scores.get((each["document"], each["quote"])), each["quote"]) for each in row["citations"]]
        nearer = [(score, quote) for score, quote in others if first[0] is not None and (score or 0) > first[0]]
        if nearer:
            values = {"question": row["question"], "first": first[1], "nearest": max(nearer)[1]}
            self.seen.notes["nearer later"] = values

    def _points(self) -> Points:
        return {}


def newest(step: Step, question: str) -> Row:
    """The current answer to a question of the newest index; empty when there is none."""
    rows = [row for row in step.tables.get("answers", {}).values() if row.get("question") == question]
    current = [row for row in rows if row.get("status") == "current"]
    return max(current, key=lambda row: int(row.get("version", 0)), default={})


def is_right(row: Row, document: str, pages: Mapping[str, str]) -> bool:
    """Whether an answer cites the right page first, and every quote stands where it says."""
    return of_the_page(row, document) and not altered(row, pages)


def of_the_page(row: Row, document: str) -> bool:
    """Whether an answer cites the right page first."""
    cited = row.get("citations") or []
    return bool(cited) and bool(cited[0]["document"] == document)


def altered(row: Row, pages: Mapping[str, str]) -> list[Mapping[str, str]]:
    """Citations of an answer whose quote does not stand in its page, word for word."""
    cited: list[Mapping[str, str]] = row.get("citations") or []
    return [each for each in cited if not each["quote"].strip() or each["quote"] not in pages.get(each["document"], "")]


def play(engine: Engine, seen: Observations) -> None:
    """All of it; ends early where the next step could show nothing.

    Raises:
        TypeError: the engine is an Airflow whose DAGs cannot be run with their form filled in.
    """
    if not isinstance(engine, EngineWithForms):
        raise TypeError("exercise 15.1 needs an Airflow in which it may fill in a DAG's form")
    scenario = Answering(engine, seen)
    scenario.workshop.documents()  # a new workshop gets its pages now
    scenario.workshop.save("served", {"index": {"version": BEFORE}})
    scenario.change("indexed", LOST)
    seen.notes["pages"] = scenario.workshop.documents()
    if not scenario.ask("asked", LEAVE).tables.get("answers"):
        return
    scenario.ask("other", FOOD)
    scenario.ask("nothing", AT_HOME)
    scenario.ask("again", LEAVE)
    scenario.ask("nothing again", AT_HOME)
    refreshes = 2 not in seen.todos
    if refreshes:
        scenario.change("elsewhere", LAPTOPS)
        scenario.ask("carried", LEAVE)
    scenario.index("dearer", DEARER)
    scenario.ask("overtaken", FOOD)
    if refreshes:
        scenario.change("longer", LONGER)  # whoever waits for the index is late by two of its versions
        scenario.change("nearer", NEARER)
        scenario.compare_cited(newest(scenario.ask("asked anew", FOOD), FOOD))
        scenario.workshop.rank_otherwise()
        scenario.change("reranked", {})
    evaluates = refreshes and 3 not in seen.todos
    if evaluates:
        scenario.write(UNINDEXED)
        scenario.evaluate("evaluated")
        scenario.evaluate("evaluated again")
        scenario.change("mended", BETTER)
        scenario.evaluate("evaluated better")
    if refreshes:
        scenario.ask("still nothing", AT_HOME)
        scenario.change("at home", NIGHTS)
        scenario.ask("at home, asked", AT_HOME)
        scenario.remove(NIGHTS)
        scenario.change("moved", MOVED)
    if evaluates:
        scenario.change("lost", LOST_AT_LAST)
        scenario.evaluate("evaluated at last")
