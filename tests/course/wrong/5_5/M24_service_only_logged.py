"""The service is away: a line in the log, and the next page."""

REQUIREMENT = "R3"
CHANGES = [
    ("import KeyRefusedError, PageRefusedError", "import KeyRefusedError, PageRefusedError, ServiceAwayError"),
    (
        "            WORKSHOP.keep(name, pieces)\n",
        '            except ServiceAwayError as error:\n                print(f"{name}: {error}")\n'
        "                continue\n            WORKSHOP.keep(name, pieces)\n",
    ),
]
