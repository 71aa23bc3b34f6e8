"""Deleted pages go before the work: the try after one that broke off there finds none that is gone."""

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
