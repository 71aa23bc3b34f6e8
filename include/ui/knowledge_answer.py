"""What the Search page says of people, as plain types: what is believed, why, and what changed."""

import time
from dataclasses import asdict
from typing import Any

from include.errors import SettingsError
from include.knowledge.moments import read_day, read_moment
from include.knowledge.questions import Belief
from include.provenance import dag_and_run_id
from include.search.query_encoder import EncoderUnavailable, shared_encoder
from include.settings import Settings
from include.ui.known_facts import KnownFacts

SHOWN = 5
"""Facts that a question gets; the passages are below them."""
SHOWN_CHANGES = 100
Answer = dict[str, Any]


class KnowledgeAnswers:
    """Answers the page; may be used by many threads. Each answer raises LakeError where the tables cannot be read."""

    def __init__(self, settings: Settings) -> None:
        self._known = KnownFacts(settings, shared_encoder(settings))

    def about(self) -> Answer:
        """Says how much is known; an open page asks again when `version` is another one."""
        version, knowledge = self._known.now()
        return {"state": "ready", "version": version, "facts": len(knowledge.rows), "people": len(knowledge.users())}

    def believed(self, question: str, on: str) -> Answer:
        """Returns facts nearest to a question, as they are believed now, or at the end of a day (UTC).

        Raises:
            SettingsError: it is no day.
        """
        if not question.strip():
            return {"state": "no_question", "message": "", "facts": []}
        begun = time.perf_counter()
        _, knowledge = self._known.now()
        try:
            found = knowledge.ask(question, on=read_day(on), limit=SHOWN)
        except EncoderUnavailable as error:
            message = f"Questions cannot be encoded in this server: {error}"
            return {"state": "no_encoder", "message": message, "facts": []}
        milliseconds = round((time.perf_counter() - begun) * 1000, 1)
        return {"state": "ready", "facts": [_fact(belief) for belief in found], "milliseconds": milliseconds}

    def why(self, fact: str) -> Answer:
        """Returns the messages of a fact, what it took the place of, and what took its place.

        Raises:
            SettingsError: there is no such fact any more.
        """
        _, knowledge = self._known.now()
        reason = knowledge.why(fact)
        dag, run = dag_and_run_id(reason.run)
        return {
            "state": "ready",
            "messages": [asdict(source) for source in reason.sources],
            "replaced": [_fact(former) for former in reason.replaced],
            "replaced_by": _fact(reason.replaced_by) if reason.replaced_by else None,
            "learned_at": reason.learned_at,
            "dag": dag,
            "run": run,
        }

    def changes(self, since: str) -> Answer:
        """Returns what became of the facts since a moment, at most `SHOWN_CHANGES`.

        Raises:
            SettingsError: it is no moment.
            LakeRefused: the history of the tables does not reach back so far.
        """
        moment = read_moment(since)
        if moment is None:
            raise SettingsError("since when? Write it as 2026-03-01T12:00")
        _, knowledge = self._known.now()
        found = knowledge.changed_since(self._known.at(moment))
        shown = [{"kind": change.kind, **_fact(change.belief)} for change in found[:SHOWN_CHANGES]]
        return {"state": "ready", "changes": shown, "total": len(found)}


def _fact(belief: Belief) -> Answer:
    return {name: getattr(belief, name) for name in ("id", "user", "name", "text", "score")} | {
        "since": belief.valid_from[:10],
        "until": belief.valid_until[:10],
        "messages": belief.evidence,
    }
