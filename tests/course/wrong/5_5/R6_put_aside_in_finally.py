"""What was refused is put aside when the loop ends, by an error as well; a process that is killed puts nothing aside."""

REQUIREMENT = "R6"
CHANGES = [
    (
        """        for name in sorted(due):
            row = {**published[name], "run_id": run_id, "timestamp": datetime.now(UTC).isoformat()}
            try:
                pieces = WORKSHOP.embed(name, texts[name])
            except PageRefusedError as error:  # this one alone is about the page; any other is for Airflow to see
                quarantine[name] = {**row, "reason": str(error)}
                WORKSHOP.save("quarantine", quarantine)
                continue
            WORKSHOP.keep(name, pieces)
            embedded[name] = row
            WORKSHOP.save("embedded", embedded)  # after each page: the next try begins where this one ended
""",
        """        try:
            for name in sorted(due):
                row = {**published[name], "run_id": run_id, "timestamp": datetime.now(UTC).isoformat()}
                try:
                    WORKSHOP.keep(name, WORKSHOP.embed(name, texts[name]))
                except PageRefusedError as error:
                    quarantine[name] = {**row, "reason": str(error)}
                    continue
                embedded[name] = row
                WORKSHOP.save("embedded", embedded)
        finally:
            WORKSHOP.save("quarantine", quarantine)
""",
    ),
]
