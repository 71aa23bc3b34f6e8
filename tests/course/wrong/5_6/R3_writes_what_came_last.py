"""The store writes what the last run of the other DAG cut: of two runs it hears of one."""

REQUIREMENT = "R3"
CHANGES = [
    (
        '        WORKSHOP.save("chunks", after)',
        '        WORKSHOP.save("cut", {name: {} for name in cut})\n        WORKSHOP.save("chunks", after)',
    ),
    (
        "for id_, payload in wanted.items() if before.get(id_) != payload",
        'for id_, payload in wanted.items() if before.get(id_) != payload and payload["document"] in WORKSHOP.load("cut")',
    ),
]
