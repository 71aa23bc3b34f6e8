"""Compared is which texts there are: a copy that comes or goes is never told."""

REQUIREMENT = "R6"
CHANGES = [
    (
        'f"{path.relative_to(self.folder)} {sha256(path.read_bytes()).hexdigest()}"',
        "sha256(path.read_bytes()).hexdigest()",
    ),
    ('"\\n".join(texts)', '"\\n".join(sorted({*texts}))'),
]
