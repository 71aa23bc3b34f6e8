"""All documents are cut each time, which costs little, and the difference is found among the chunks."""

CHANGES = [
    ("due = published.keys() - current", "due = published.keys()"),
    (
        "if not (due or before.keys() - published.keys()):",
        "if not before.keys() ^ current and not published.keys() - current:",
    ),
]
