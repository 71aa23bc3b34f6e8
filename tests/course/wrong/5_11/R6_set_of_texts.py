"""Compared is which texts there are: a copy that comes or goes is never told."""

REQUIREMENT = "R6"
CHANGES = [
    (
        '        texts = [f"{path.relative_to(self.folder)} {sha256(path.read_bytes()).hexdigest()}" for path in files]\n'
        '        return sha256("\\n".join(texts).encode()).hexdigest()\n',
        "        texts = {sha256(path.read_bytes()).hexdigest() for path in files}\n"
        '        return sha256("\\n".join(sorted(texts)).encode()).hexdigest()\n',
    ),
]
