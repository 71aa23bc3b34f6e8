"""`hash()` of a text is another number in each process."""

REQUIREMENT = "R2"
CHANGES_OF_FORMER = [
    ("sha256(text.encode()).hexdigest() for name", "str(hash(text)) for name"),
    ("sha256(texts[name].encode()).hexdigest()}", 'due[name]["sha256"]}'),
]
