"""A page that was edited since it was published waits for the batch that says so."""

CHANGES = [
    (
        """        if not (due or gone):
            raise AirflowSkipException("every published document is embedded")
        texts = WORKSHOP.documents()
""",
        """        texts = WORKSHOP.documents()
        hashes = {name: sha256(text.encode()).hexdigest() for name, text in texts.items()}
        due = {name: row for name, row in due.items() if hashes.get(name) == row["sha256"]}
        if not (due or gone):
            raise AirflowSkipException("every published document is embedded")
""",
    ),
]
