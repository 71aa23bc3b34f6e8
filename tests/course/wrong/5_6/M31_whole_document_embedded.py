"""A document that changed is embedded whole."""

REQUIREMENT = "R1"
CHANGES = [(" for key, text in texts.items() if key not in embeddings}", " for key, text in texts.items()}")]
