"""The metadata are given to the asset where it is declared."""

REQUIREMENT = "R2"
CHANGES_OF_FORMER = [
    ('uri="x-course://exercise_5_4/documents")', 'uri="x-course://exercise_5_4/documents", extra={"format": "md"})'),
    ("outlet_events[DOCUMENTS].extra = {", "_batch = {"),
]
