"""A task asks something else whenever one of its files has another time."""

REQUIREMENT = "R2"
CHANGES = [
    (
        '"asks": hash_of(prompt)}',
        '"asks": str(saved(concept, template))}',
    ),
    (
        "def exercise_5_8_derive() -> None:",
        """def exercise_5_8_derive() -> None:
    def saved(concept, template):
        names = f"concepts/{concept}.md", f"templates/{template}.txt"
        return max((WORKSHOP.sources / name).stat().st_mtime for name in names)
""",
    ),
]
