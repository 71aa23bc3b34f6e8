"""Pieces that are there already are not kept again, though the page was edited."""

REQUIREMENT = "R6"
CHANGES = [
    (
        "            WORKSHOP.keep(name, pieces)\n",
        "            if not WORKSHOP.kept(name):\n                WORKSHOP.keep(name, pieces)\n",
    )
]
