"""Collecting is three tasks, and forgetting vacuums in a task of its own; the event is yielded."""

CHANGES = [
    ("from airflow.sdk import Asset,", "from airflow.sdk import Asset, Metadata,"),
    (
        '        for table in ("conversations", "thread_summaries", "user_facts"):\n            WORKSHOP.vacuum(table)\n'
        '        outlet_events[CONVERSATIONS].extra = {"threads": theirs}\n        outlet_events[FACTS].extra = {"users": [user]}\n\n    forget_user()\n',
        "        return theirs\n\n    @task(outlets=[CONVERSATIONS, FACTS])\n    def tell(theirs, *, params):\n"
        '        for table in ("conversations", "thread_summaries", "user_facts"):\n            WORKSHOP.vacuum(table)\n'
        '        yield Metadata(CONVERSATIONS, {"threads": theirs})\n        yield Metadata(FACTS, {"users": [params["user"]]})\n\n    tell(forget_user())\n',
    ),
    (
        "    @task(outlets=[CONVERSATIONS, FACTS])\n    def forget_user(*, params, outlet_events) -> None:",
        "    @task\n    def forget_user(*, params):",
    ),
]
