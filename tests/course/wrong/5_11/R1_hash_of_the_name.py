"""The hash of a document is that of its name."""

REQUIREMENT = "R1"
CHANGES = [("sha256(text.encode())", 'sha256(f"{name} {len(text)}".encode())')]
