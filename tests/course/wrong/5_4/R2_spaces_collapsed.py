"""A hash of the words alone: a list that is indented otherwise is never published."""

REQUIREMENT = "R2"
CHANGES = [
    ("sha256(text.encode()).hexdigest() for name", 'sha256(" ".join(text.split()).encode()).hexdigest() for name'),
    ("sha256(texts[name].encode()).hexdigest()", 'sha256(" ".join(texts[name].split()).encode()).hexdigest()'),
]
