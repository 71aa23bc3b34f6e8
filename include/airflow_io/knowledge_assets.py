"""The assets of knowledge: few and static. Which threads, users and facts an event is about, its extra says."""

from airflow.sdk import Asset, AssetWatcher

from include.airflow_io.source_trigger import SourceTrigger
from include.knowledge.conversations import EXPORTED
from include.settings import Settings, is_knowledge_enabled


def is_enabled() -> bool:
    """Says whether there are conversations to learn from; decided where the DAGs are parsed."""
    return is_knowledge_enabled()


def _watchers() -> list[AssetWatcher]:
    if not is_enabled():
        return []
    trigger = SourceTrigger(Settings.from_environment().conversations_uri, EXPORTED, wakes="collect_conversations")
    return [AssetWatcher(name="files", trigger=trigger)]


CONVERSATION_EXPORT = Asset(
    name="conversation_export", uri="x-source://conversations", group="8-knowledge", watchers=_watchers()
)
CONVERSATIONS = Asset(name="conversations", uri="x-lake://knowledge/conversations", group="8-knowledge")
THREAD_SUMMARIES = Asset(name="thread_summaries", uri="x-lake://knowledge/thread_summaries", group="8-knowledge")
USER_FACTS = Asset(name="user_facts", uri="x-lake://knowledge/user_facts", group="8-knowledge")
USER_PROFILES = Asset(name="user_profiles", uri="x-lake://knowledge/user_profiles", group="8-knowledge")
FACT_INDEX = Asset(name="fact_index", uri="x-qdrant://facts", group="8-knowledge")
USER_EXPORTS = Asset(name="user_exports", uri="x-lake://knowledge/user_exports", group="8-knowledge")
FORGETTINGS = Asset(name="forgettings", uri="x-lake://knowledge/forgettings", group="8-knowledge")
ANSWERS = Asset(name="answers", uri="x-lake://knowledge/answers", group="9-answers")
ANSWER_FEEDBACK = Asset(name="answer_feedback", uri="x-lake://knowledge/answer_feedback", group="9-answers")
ANSWER_EXAMPLES = Asset(name="answer_examples", uri="x-lake://knowledge/answer_examples", group="9-answers")
ANSWER_EVALUATIONS = Asset(name="answer_evaluations", uri="x-lake://knowledge/answer_evaluations", group="9-answers")
