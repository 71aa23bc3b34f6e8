"""The event is written anew for each page; where pages only went it stays empty."""

REQUIREMENT = "R5"
CHANGES = [
    (
        '            WORKSHOP.save("embedded", embedded)  # after the work: a run that dies before this line does it again\n',
        """            WORKSHOP.save("embedded", embedded)
            outlet_events[EMBEDDINGS].extra = {"batch_ids": [due[name]["batch_id"]], "document": name}
""",
    ),
    (
        """        outlet_events[EMBEDDINGS].extra = {
            "batch_ids": sorted(batch_ids | {row["batch_id"] for row in due.values()}),
            "documents": len(due),
            "deleted": len(gone),
            "embeddings": count,
            "timestamp": datetime.now(UTC).isoformat(),
        }

""",
        "\n",
    ),
]
