"""Of each file the beginning is compared, and of a long page the rest may become anything."""

REQUIREMENT = "R6"
CHANGES = [
    (
        "sha256(path.read_bytes()).hexdigest()",
        "sha256(path.read_bytes()[:4096]).hexdigest()",
    ),
]
