"""Only facts that are there now are compared: where one went and no other changed, the table stays as it was."""

REQUIREMENT = "R9"
CHANGES = [
    (
        "changed = [id_ for id_ in facts.keys() | known.keys() if facts.get(id_) != known.get(id_)]\n"
        "        if not changed:\n"
        '            raise AirflowSkipException("what is believed',
        "changed = [id_ for id_ in facts if facts[id_] != known.get(id_)]\n"
        "        if not changed:\n"
        '            raise AirflowSkipException("what is believed',
    ),
]
