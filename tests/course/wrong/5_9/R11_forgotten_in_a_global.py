"""Who is forgotten is kept in a variable of the module."""

REQUIREMENT = "R11"
CHANGES = [
    ("\n\n\n@dag(", "\nFORGOTTEN = set()\n\n\n@dag("),
    ('    forgotten = WORKSHOP.load("forgotten")\n', "    forgotten = FORGOTTEN\n"),
    (
        '        WORKSHOP.save("forgotten", {**WORKSHOP.load("forgotten"), hash_of(user): {}})\n',
        '        FORGOTTEN.add(hash_of(user))\n        WORKSHOP.save("forgotten", {one: {} for one in FORGOTTEN})\n',
    ),
]
