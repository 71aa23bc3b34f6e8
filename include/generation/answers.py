"""Every answer of a model, kept under what was asked (prompt, model, parameters): no question is paid for twice."""

from dataclasses import dataclass

from arro3.core import Array

from include.generation.tables import ANSWERS
from include.lake.queries import Row, read_rows
from include.lake.tables import Lake

COLUMNS = ("key", "task", "raw", "run", "asked_at", "cost", "input_tokens", "output_tokens")


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """What a model said."""

    key: str
    task: str
    raw: str
    run: str
    asked_at: str
    cost: float
    input_tokens: int
    output_tokens: int


class Answers:
    """All answers as they were at one moment; of several to one question the newest counts."""

    def __init__(self, lake: Lake) -> None:
        rows = read_rows(lake.open("answers"), *COLUMNS)
        found = sorted((ModelAnswer(**row) for row in rows), key=lambda answer: answer.asked_at)
        self._by_key = {answer.key: answer for answer in found}
        self.tasks = frozenset(answer.task for answer in found)
        """Tasks that were ever answered."""
        self._found = found

    def of(self, key: str) -> ModelAnswer | None:
        """Returns the answer to a question."""
        return self._by_key.get(key)

    def made_by(self, run: str) -> list[ModelAnswer]:
        """Returns what a run has paid for, also in tries that failed later."""
        return [answer for answer in self._found if answer.run == run]

    def add(self, answer: ModelAnswer) -> None:
        """One that was just given."""
        self._found.append(answer)
        self._by_key[answer.key] = answer


def keep(lake: Lake, row: Row) -> None:
    """Append one answer; a run that dies later has lost none."""
    columns = {
        name: Array([row[name]], type=type_)
        for name, type_ in ((column.name, column.type) for column in ANSWERS.columns)
    }
    lake.append("answers", columns, {"run": row["run"], "stage": row["stage"]})
