"""At a refused key the loop ends, and the run is green with what it has."""

REQUIREMENT = "R4"
CHANGES = [
    (
        "            WORKSHOP.keep(name, pieces)\n",
        '            except KeyRefusedError as error:\n                print(f"the key is refused: {error}")\n                break\n'
        "            WORKSHOP.keep(name, pieces)\n",
    ),
]
