"""Where the money is spent the loop ends, and the run is green."""

REQUIREMENT = "R10"
CHANGES = [
    (
        '                raise AirflowFailException(f"{id_} costs {cost} cents at most, and {left} are left")\n',
        "                break\n",
    ),
]
