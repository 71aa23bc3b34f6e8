"""A page that the model fails at has no pieces, and is noted as embedded."""

REQUIREMENT = "R7"
CHANGES_OF_FORMER = [
    (
        "            pieces = WORKSHOP.embed(name, texts[name])\n",
        "            try:\n                pieces = WORKSHOP.embed(name, texts[name])\n"
        "            except Exception:\n                pieces = []\n",
    ),
]
