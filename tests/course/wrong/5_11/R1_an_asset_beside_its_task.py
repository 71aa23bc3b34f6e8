"""A DAG and a task of other names produce the asset."""

REQUIREMENT = "R1"
CHANGES = [
    (
        '@asset(schedule=[INBOX], uri=CATALOGUE.uri, is_paused_upon_creation=False, tags=["course", "5.11"])\ndef exercise_5_11_catalogue(self, outlet_events) -> None:\n',
        "@task(outlets=[CATALOGUE])\ndef make_catalogue(outlet_events) -> None:\n",
    ),
    ("outlet_events[self]", "outlet_events[CATALOGUE]"),
    (
        "exercise_5_11_shelve()\n",
        "\n@dag(schedule=[INBOX], is_paused_upon_creation=False)\ndef exercise_5_11_catalogue():\n    make_catalogue()\n\n\nexercise_5_11_catalogue()\nexercise_5_11_shelve()\n",
    ),
]
