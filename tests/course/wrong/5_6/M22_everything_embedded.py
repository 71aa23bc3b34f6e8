"""Every run cuts and embeds all there is."""

REQUIREMENT = "R1"
CHANGES = [
    ("due = published.keys() - current", "due = published.keys()"),
    (" for key, text in texts.items() if key not in embeddings}", " for key, text in texts.items()}"),
]
