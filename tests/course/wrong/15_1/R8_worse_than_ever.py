"""A question counts as worse that was ever right, whenever it became worse."""

REQUIREMENT = "R8"
CHANGES = [
    (
        'before = evaluations[max(evaluations, key=int)]["right"] if evaluations else []',
        'before = [question for row in evaluations.values() for question in row["right"]]',
    )
]
