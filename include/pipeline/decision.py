"""The question that is put to a person before costly work: what, why, how much, and what happens on No."""

from dataclasses import dataclass

from include.pipeline.embed import Shard, split
from include.pipeline.plan import EmbeddingPlan
from include.pipeline.work import Held, Work
from include.queries import commits
from include.settings import Settings
from include.tables import Lake

SHOWN_DOCUMENTS = 15
MEASURED_COMMITS = 20


@dataclass(frozen=True, slots=True)
class Question:
    """A question, in Markdown."""

    key: str
    subject: str
    body: str
    stale: str
    """What stays as it is if the answer is No, in one line."""
    shards: tuple[Shard, ...]
    """How the work is divided if the answer is Yes."""

    @property
    def for_operator(self) -> dict[str, str]:
        """Arguments of `EmbeddingApproval`."""
        return {"subject": self.subject, "body": self.body, "stale": self.stale}


def price(tokens: int, settings: Settings) -> str:
    """What so many tokens cost, in words."""
    if not settings.embedding_price:
        return "none, the model runs here"
    cost = tokens / 1_000_000 * settings.embedding_price
    shown = f"{cost:,.2f}" if cost >= 0.01 else "less than 0.01"
    return f"{shown} (EMBEDDING_PRICE: {settings.embedding_price:g} for a million tokens)"


def summary(work: Work, lake: Lake) -> str:
    """What a run will do, in one line."""
    plan = work.plan
    waits = f"; waits for a decision: {', '.join(sorted(work.keys))}" if work.keys else ""
    return (
        f"plan: {_documents(plan.documents)}, {plan.embedded:,} chunks to embed, {plan.reused:,} reused, "
        f"{len(plan.removed):,} removed; time: {_duration(_seconds(plan, lake))}{waits}"
    )


def question(work: Work, settings: Settings, lake: Lake) -> Question | None:
    """The first thing to ask; the next run asks the next, so that each has its own answer."""
    for held in work.held[:1]:
        return _question(held, settings, lake)
    return None


def _question(held: Held, settings: Settings, lake: Lake) -> Question:
    plan, change = held.plan, bool(held.replaces)
    subject = f"Embed {plan.embedded:,} chunks of {_documents(plan.documents)}?"
    stale = f"{_documents(len(held.documents))} of {held.key}"
    if change:
        subject = f"Change the embedding model or the chunker? {plan.embedded:,} chunks would be embedded"
        stale = f"nothing is stale: {held.replaces} stays in force, and changes of documents go on with it"
    no = f"**Reject**, or no answer in {settings.approval_hours:g} h: {_no(held)}"
    body = [_why(held, settings), "", *_numbers(plan, settings, lake), "", no, "", *_names(held)]
    return Question(held.key, subject, "\n".join(body), f"stays as it is: {stale}", tuple(split(plan, settings)))


def _why(held: Held, settings: Settings) -> str:
    if held.replaces:
        model = held.plan.model
        return (
            f"The settings ask for model **{_plain(model.name)}** (`{model.fingerprint}`), chunker "
            f"`{model.chunker_fingerprint}`. In force is **{_plain(held.replaces)}**. A new collection is filled "
            "beside the one that is served; it is served when it passes the golden questions."
        )
    return (
        f"**{held.key}** is large: without asking, a batch may embed {settings.approval_threshold:,} chunks "
        "(APPROVAL_THRESHOLD)."
    )


def _numbers(plan: EmbeddingPlan, settings: Settings, lake: Lake) -> list[str]:
    """A table. Tokens are counted, seconds estimated from what was measured here last."""
    tokens = sum(len(encoding.ids) for encoding in plan.model.tokenizer().encode_batch(list(plan.texts.values())))
    return [
        "| | |",
        "|---|---|",
        f"| documents | {plan.documents:,} |",
        f"| chunks to embed | {plan.embedded:,} |",
        f"| chunks reused | {plan.reused:,} |",
        f"| tokens | {tokens:,} |",
        f"| time | {_duration(_seconds(plan, lake))} |",
        f"| price | {price(tokens, settings)} |",
    ]


def _no(held: Held) -> str:
    if held.replaces:
        return "everything stays as it is; the model in force goes on serving every change."
    return (
        "these documents stay as they are in the index, stale or missing, until they change again or somebody triggers "
        "this DAG with *Ask again*. Other changes are not held up."
    )


def _names(held: Held) -> list[str]:
    names = [f"- `{_plain(name)}`" for name in held.documents[:SHOWN_DOCUMENTS]]
    more = len(held.documents) - len(names)
    return ["Documents:", "", *names, *([f"- and {more:,} more"] if more else [])]


def _plain(name: str) -> str:
    """A name that neither Markdown nor a template can take for more than a name."""
    return "".join(letter if letter.isprintable() and letter not in "`{}<>|" else "·" for letter in name)


def _documents(count: int) -> str:
    return f"{count:,} document{'s' if count != 1 else ''}"


def _seconds(plan: EmbeddingPlan, lake: Lake) -> float | None:
    """For embedding in one process, at the rate of the last commits; None where nothing was embedded yet."""
    made = [commit for commit in commits(lake.open("embeddings"), MEASURED_COMMITS) if "seconds" in commit]
    texts, seconds = (sum(float(commit[name]) for commit in made) for name in ("texts", "seconds"))
    return plan.embedded * seconds / texts if texts else None


def _duration(seconds: float | None) -> str:
    if seconds is None:
        return "not measured here yet"
    return f"about {seconds:.1f} s" if seconds < 120 else f"about {seconds / 60:.0f} min"
