"""What is due is worked out when the calls are made."""

REQUIREMENT = "R8"
CHANGES = [
    (
        'for id_, key in plan["keys"].items():',
        "for id_, key in {id_: key_of(row) for id_, row in tasks.items()}.items():",
    ),
]
