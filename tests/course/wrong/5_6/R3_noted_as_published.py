"""A row says which text was published, though another one was cut: it stays for that."""

REQUIREMENT = "R3"
CHANGES = [
    (
        '"sha256": hash_of(documents[name])',
        '"sha256": published[name]["sha256"]',
    ),
]
