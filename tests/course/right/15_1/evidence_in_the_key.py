"""An answer is found by the version it was made or carried for, in a row under its question."""

CHANGES = [
    (
        """def key_of(question) -> str:
    \"\"\"Of the answer to a question from the index as it is now.\"\"\"
    return hash_of(f"{WORKSHOP.version()}\\n{question}")
""",
        """def key_of(question) -> str:
    return f"{question} @ {WORKSHOP.version()}"
""",
    ),
    (
        """            elif row["evidence"] == evidence_of(WORKSHOP.find(row["question"])):
                kept[key_of(row["question"])] = {**row, "version": version}
""",
        """            elif row["evidence"] == evidence_of(WORKSHOP.find(row["question"])):
                kept[key_of(row["question"])] = {**row, "version": version, "carried_from": row["version"]}
""",
    ),
]
