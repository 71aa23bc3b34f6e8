"""Compared are the texts of all files, without their names: a page that is moved to the other shelf is never told."""

REQUIREMENT = "R6"
CHANGES = [
    (
        '        texts = [f"{path.relative_to(self.folder)} {sha256(path.read_bytes()).hexdigest()}" for path in files]\n',
        "        texts = sorted(sha256(path.read_bytes()).hexdigest() for path in files)\n",
    ),
]
