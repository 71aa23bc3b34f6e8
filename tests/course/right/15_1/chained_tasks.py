"""The answer is kept by one task and told by another; the refresh takes a list of what is stale from task to task."""

CHANGES = [
    (
        "    @task(outlets=[ANSWERS])\n    def answer_question(*, params, outlet_events) -> None:",
        "    @task\n    def answer_question(*, params) -> int:",
    ),
    (
        '        outlet_events[ANSWERS].extra = {"made": 1, "citations": len(made["citations"])}\n\n    answer_question()\n',
        '        return len(made["citations"])\n\n    @task(outlets=[ANSWERS])\n    def tell(citations: int, *, outlet_events) -> None:\n'
        '        outlet_events[ANSWERS].extra = {"made": 1, "citations": citations}\n\n    tell(answer_question())\n',
    ),
    (
        '"evidence": evidence_of(passages),',
        '"evidence": evidence_of(passages),\n        "scores": [passage.score for passage in passages],',
    ),
]
