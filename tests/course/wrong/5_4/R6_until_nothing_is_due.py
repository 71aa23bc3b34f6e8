"""The embedding task looks again when it is done, and takes what was published meanwhile from the next run."""

REQUIREMENT = "R6"
CHANGES = [
    (
        """        published, embedded = WORKSHOP.load("published"), WORKSHOP.load("embedded")
        events = [""",
        """        embedded = WORKSHOP.load("embedded")
        events = [""",
    ),
    (
        """        gone = embedded.keys() - published.keys()
        due = {name: row for name, row in published.items() if row["sha256"] != embedded.get(name, {}).get("sha256")}
        if not (due or gone):
            raise AirflowSkipException("every published document is embedded")
        texts = WORKSHOP.documents()
        count = 0
        for name in sorted(due.keys() & texts.keys()):
            pieces = WORKSHOP.embed(name, texts[name])
            WORKSHOP.keep(name, pieces)
            count += len(pieces)
            embedded[name] = {**due[name], "sha256": sha256(texts[name].encode()).hexdigest()}
            WORKSHOP.save("embedded", embedded)  # after the work: a run that dies before this line does it again
        for name in gone:
            WORKSHOP.discard(name)
            del embedded[name]
        WORKSHOP.save("embedded", embedded)
        outlet_events[EMBEDDINGS].extra = {
            "batch_ids": sorted(batch_ids | {row["batch_id"] for row in due.values()}),
            "documents": len(due),
            "deleted": len(gone),
""",
        """        done, left, count, tried = set(), set(), 0, set()
        while True:
            published, texts = WORKSHOP.load("published"), WORKSHOP.documents()
            gone = embedded.keys() - published.keys()
            due = {
                name: row
                for name, row in published.items()
                if name in texts and row["sha256"] != embedded.get(name, {}).get("sha256")
            }
            if not (due.keys() - tried or gone):
                break
            for name in sorted(due):
                pieces = WORKSHOP.embed(name, texts[name])
                WORKSHOP.keep(name, pieces)
                count += len(pieces)
                embedded[name] = {**due[name], "sha256": sha256(texts[name].encode()).hexdigest()}
                if embedded[name]["sha256"] != due[name]["sha256"]:
                    tried.add(name)
                WORKSHOP.save("embedded", embedded)  # after the work: a run that dies before this line does it again
            for name in gone:
                WORKSHOP.discard(name)
                del embedded[name]
            WORKSHOP.save("embedded", embedded)
            batch_ids |= {row["batch_id"] for row in due.values()}
            done |= due.keys()
            left |= gone
        if not (done or left):
            raise AirflowSkipException("every published document is embedded")
        outlet_events[EMBEDDINGS].extra = {
            "batch_ids": sorted(batch_ids),
            "documents": len(done),
            "deleted": len(left),
""",
    ),
]
