"""The comparison is with the index before, whether or not that was evaluated."""

REQUIREMENT = "R8"
CHANGES = [
    (
        'evaluations[max(evaluations, key=int)]["right"] if evaluations else []',
        'evaluations.get(str(version - 1), {}).get("right", [])',
    )
]
