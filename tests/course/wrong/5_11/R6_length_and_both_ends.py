"""Of each file the length, the beginning and the end are compared, and what is between may become anything."""

REQUIREMENT = "R6"
CHANGES = [
    (
        "sha256(path.read_bytes()).hexdigest()",
        "sha256(path.read_bytes()[:4096] + path.read_bytes()[-4096:]).hexdigest()} {path.stat().st_size",
    ),
]
