"""A thread is another one when a text in it is: a message that was exported with another time stays as it was."""

REQUIREMENT = "R1"
CHANGES = [
    (
        """        changed = sorted(id_ for id_ in threads.keys() | known.keys() if threads.get(id_) != known.get(id_))
        if not changed:
            raise AirflowSkipException("every thread says""",
        """        said = lambda row: [(each["id"], each["text"], each["deleted"]) for each in row["messages"]]
        threads = {id_: known[id_] if id_ in known and said(known[id_]) == said(row) else row for id_, row in threads.items()}
        changed = sorted(id_ for id_ in threads.keys() | known.keys() if threads.get(id_) != known.get(id_))
        if not changed:
            raise AirflowSkipException("every thread says""",
    ),
]
