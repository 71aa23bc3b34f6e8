"""The store deletes what the last run of the other DAG removed: of two runs it hears of one."""

REQUIREMENT = "R5"
CHANGES = [
    (
        '        WORKSHOP.save("chunks", after)',
        '        left = chunks_of(before) - chunks_of(after)\n        WORKSHOP.save("left", {point_id(*chunk): {"hash": chunk[1]} for chunk in left})\n        WORKSHOP.save("chunks", after)',
    ),
    (
        "before.keys() - wanted.keys()",
        'before.keys() & WORKSHOP.load("left").keys() - wanted.keys()',
    ),
]
