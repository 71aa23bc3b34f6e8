"""Derive user facts.

Derives what is believed of each user from the summaries alone. New evidence is a *duplicate* (its messages are
counted), a *refinement* or a *contradiction* (a new version; the old one stays, superseded), or *new*. All that a user
ever said is played in the order in which it was said, so a thread that arrives late overturns nothing that was said
after it. Exactly the facts that differ are written, and the asset **user_facts** says how many of which kind. With them
follow their relations and **user_profiles**: all that is believed of a user, since when, and from which words.
"""

from airflow.sdk import dag, task

from include.airflow_io.knowledge import run_step
from include.airflow_io.knowledge_assets import THREAD_SUMMARIES, USER_FACTS, USER_PROFILES, is_enabled
from include.airflow_io.tasks import RETRIES, woken_by


@dag(
    dag_display_name="32 · Derive user facts",
    description="Facts that change their mind, each with the messages that say so",
    schedule=woken_by(THREAD_SUMMARIES, minute=25),
    default_args={"owner": "knowledge", **RETRIES},
    tags=["automatic", "knowledge"],
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def derive_user_facts() -> None:
    @task(
        inlets=[THREAD_SUMMARIES],
        outlets=[USER_FACTS, USER_PROFILES],
        max_active_tis_per_dag=1,
        doc_md="Replay, commit what differs.",
    )
    def derive() -> None:
        from include.knowledge import facts

        run_step(facts.derive_facts, THREAD_SUMMARIES, USER_FACTS, USER_PROFILES)

    derive()


if is_enabled():
    derive_user_facts()
