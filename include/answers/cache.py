"""The cache of answers: asked again, a question is answered from the table, as long as it stands on the same words.

`key` is the hash of question, asker, corpus version, model, and what readers doubt: a hit reads one row and the
ratings, opens no store and no model, and commits nothing. Where the corpus has moved on since, or readers doubt more,
the question is searched again, which is cheap; an answer whose evidence is the same is carried to the new version, and
only where it is not, one is made again.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from include.answers.answerer import Answerer, Said, open_answerer
from include.answers.answers import CURRENT, STALE, Answer, current_rows, is_alive
from include.answers.doubts import NOTHING, Doubts, doubts_of, key_of
from include.answers.retrieval import UserQuestion, corpus_version, digest, retrieve
from include.knowledge.answer_rows import TABLE, Evidence, citations_json, evidence_json, read_evidence, same_evidence
from include.lake.queries import Row
from include.lake.tables import Lake, replan_on_conflict
from include.lake.writer_lock import writer_lock
from include.provenance import Event, Provenance
from include.settings import Settings

EXPIRED, EVIDENCE_CHANGED = "its lifetime has passed", "its evidence changed"


@dataclass(frozen=True, slots=True)
class AskReport:
    """What became of questions."""

    answers: tuple[Answer, ...]
    """In their order."""
    made: int
    """Number of answers that were made now; the others were there."""
    event: Event
    worked: bool


def ask(
    settings: Settings,
    lake: Lake,
    provenance: Provenance,
    questions: Sequence[UserQuestion],
    answerer: Answerer | None = None,
    now: datetime | None = None,
) -> AskReport:
    """Answer questions, each from the table if it can be.

    Two runs that ask the same at once make one answer: on a disk the second waits for the first.

    Args:
        now: what expires by then is made again; None: when the run began.

    Raises:
        StoreError: nothing is served yet, or the store cannot be reached.
        ModelCallError: the language model does not answer; answers before that one are kept.
        LakeError: the table cannot be read or written.
    """
    if not questions:
        return AskReport((), 0, {}, worked=False)
    cache = _Cache(settings, lake, provenance, answerer or open_answerer(settings), now or provenance.time)
    keys = cache.keys(questions)
    if cache.missing(keys):
        with writer_lock(lake, "answers"):
            cache.fill(keys)
    found = cache.found
    answers = tuple(Answer.of(found[cache.key(asked)]) for asked in questions)
    # A run that died after its commit and was started again finds what it made, and tells it now.
    made = [answer for answer in answers if answer.run == provenance.run]
    return AskReport(answers, cache.made, cache.event(made), worked=bool(made))


class _Cache:
    def __init__(
        self, settings: Settings, lake: Lake, provenance: Provenance, answerer: Answerer, now: datetime
    ) -> None:
        self._settings, self._lake, self._provenance = settings, lake, provenance
        self._answerer, self._now = answerer, now
        self._model = answerer.fingerprint
        self._versions: dict[str, str] = {}
        self._doubts: Doubts = {}
        self.found: dict[str, Row] = {}
        self.made = 0

    def key(self, asked: UserQuestion) -> str:
        return key_of(self._asked(asked), self._version(asked.user), self._doubts.get(asked, NOTHING))

    def keys(self, questions: Iterable[UserQuestion]) -> dict[str, UserQuestion]:
        """Returns questions by the keys of their answers, of the corpus and the doubts as they are now."""
        asked = list(questions)
        self._versions, self._doubts = {}, doubts_of(self._lake, asked)
        return {self.key(each): each for each in asked}

    def _version(self, user: str) -> str:
        if user not in self._versions:
            self._versions[user] = corpus_version(self._settings, user)
        return self._versions[user]

    def missing(self, keys: dict[str, UserQuestion]) -> dict[str, UserQuestion]:
        """Returns questions without a living answer for this state of the corpus."""
        rows = current_rows(self._lake, "key", list(keys))
        self.found = {key: row for key, row in rows.items() if is_alive(row, self._now)}
        return {key: asked for key, asked in keys.items() if key not in self.found}

    def fill(self, keys: dict[str, UserQuestion]) -> None:
        """Carry or make what is missing; looked up again, now that nobody else writes."""
        missing = self.missing(self.keys(keys.values()))
        doubted = [self._doubts.get(asked, NOTHING) for asked in missing.values()]
        evidence = dict(zip(missing, retrieve(self._settings, list(missing.values()), doubted), strict=True))
        former = current_rows(self._lake, "asked", [self._asked(asked) for asked in missing.values()])
        carried = {
            key: row | {"key": key, "corpus_version": self._version(asked.user)}
            for key, asked in missing.items()
            if (row := former.get(self._asked(asked)))
            and is_alive(row, self._now)
            and same_evidence(read_evidence(row["evidence"]), evidence[key])
        }
        self._keep(carried, [])
        due = {key: asked for key, asked in missing.items() if key not in carried}
        self._make(due, {key: evidence[key] for key in due}, former)

    def _make(self, due: dict[str, UserQuestion], evidence: dict[str, list[Evidence]], former: dict[str, Row]) -> None:
        pairs: Iterator[tuple[str, Said]] = zip(
            due, self._answerer.answer(list(due.values()), list(evidence.values())), strict=True
        )
        waiting: dict[str, Row] = {}
        gone: list[Row] = []
        for key, said in pairs:
            waiting[key] = self._row(key, due[key], evidence[key], said)
            if before := former.get(waiting[key]["asked"]):
                gone.append(before | {"status": STALE, "reason": self._why(before)})
            self.made += 1
            if self._answerer.costs:
                self._keep(waiting, gone)
                waiting, gone = {}, []
        self._keep(waiting, gone)

    @replan_on_conflict
    def _keep(self, rows: dict[str, Row], gone: list[Row]) -> None:
        if not rows:
            return
        self.found |= rows
        commit = {"run": self._provenance.run}
        self._lake.change(self._lake.open_or_create(TABLE), TABLE, [*rows.values(), *gone], [], commit)

    def event(self, answers: Sequence[Answer]) -> Event:
        """Returns the extra of the asset event: numbers, and no word of anybody."""
        verdicts = [answer.verdict for answer in answers]
        return {
            "answers_made": len(answers),
            **{name.replace(" ", "_"): verdicts.count(name) for name in ("answered", "no answer", "refused")},
            "citations": sum(len(answer.citations) for answer in answers),
            "corpus_version": self._version(""),
            "model": self._answerer.name,
            "version": self._lake.version(TABLE),
            "timestamp": self._provenance.timestamp,
        }

    def _asked(self, asked: UserQuestion) -> str:
        return digest(asked.normal, asked.user, self._model)

    def _why(self, before: Row) -> str:
        return EVIDENCE_CHANGED if is_alive(before, self._now) else EXPIRED

    def _row(self, key: str, asked: UserQuestion, evidence: list[Evidence], said: Said) -> Row:
        lasts = timedelta(days=self._settings.answer_lifetime_days)
        return {
            "id": digest(key, self._provenance.run, self._now.isoformat())[:16],
            "key": key,
            "asked": self._asked(asked),
            "question": asked.question.strip(),
            "asked_by": asked.user,
            "evidence": evidence_json(evidence),
            "verdict": said.verdict,
            "text": said.text,
            "citations": citations_json(said.citations),
            "reply": said.reply,
            "corpus_version": self._version(asked.user),
            "model": self._answerer.name,
            "status": CURRENT,
            "reason": said.reason,
            "asked_at": self._now.isoformat(timespec="microseconds"),
            "expires_at": (self._now + lasts).isoformat(timespec="seconds"),
            "run": self._provenance.run,
            "input_tokens": said.input_tokens,
            "output_tokens": said.output_tokens,
        }
