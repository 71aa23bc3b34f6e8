"""Only embeddings that are in use are kept."""

REQUIREMENT = "R7"
CHANGES = [
    (
        '        WORKSHOP.save("chunks", after)',
        '        used = {f"{row[\'model\']}/{hash_}" for row in after.values() for hash_ in row["hashes"]}\n'
        '        WORKSHOP.save("embeddings", {key: row for key, row in embeddings.items() if key in used})\n'
        '        WORKSHOP.save("chunks", after)',
    )
]
