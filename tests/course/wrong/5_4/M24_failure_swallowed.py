"""A page that the model fails at is logged, and the run is green."""

REQUIREMENT = "R7"
CHANGES_OF_FORMER = [
    (
        "            pieces = WORKSHOP.embed(name, texts[name])\n",
        "            try:\n                pieces = WORKSHOP.embed(name, texts[name])\n"
        '            except Exception as error:\n                print(f"{name}: {error}")\n                continue\n',
    ),
]
