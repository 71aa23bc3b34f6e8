"""The event says what was asked and answered."""

REQUIREMENT = "R9"
CHANGES = [
    (
        """{"made": 1, "citations": len(made["citations"])}""",
        """{"made": 1, "question": question, "answer": made["answer"]}""",
    ),
]
