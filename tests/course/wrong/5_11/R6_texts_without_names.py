"""Compared are the texts of all files, without their names: a page that is moved to the other shelf is never told."""

REQUIREMENT = "R6"
CHANGES = [
    (
        'f"{path.relative_to(self.folder)} {sha256(path.read_bytes()).hexdigest()}"',
        "sha256(path.read_bytes()).hexdigest()",
    ),
    ('"\\n".join(texts)', '"\\n".join(sorted(texts))'),
]
