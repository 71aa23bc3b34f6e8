"""Deleted pages go before the work: a try that breaks off in it takes the knowledge of them along."""

REQUIREMENT = "R7"
CHANGES = [
    (
        '        gone = embedded.keys() - published.keys()\n        for name in gone:\n            WORKSHOP.discard(name)\n            del embedded[name]\n        WORKSHOP.save("embedded", embedded)\n',
        "",
    ),
    (
        "        for name in sorted(due):\n",
        '        gone = embedded.keys() - published.keys()\n        for name in gone:\n            WORKSHOP.discard(name)\n            del embedded[name]\n        WORKSHOP.save("embedded", embedded)\n        for name in sorted(due):\n',
    ),
]
