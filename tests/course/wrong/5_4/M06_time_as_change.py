"""A document counts as changed when its file has another time."""

REQUIREMENT = "R3"
CHANGES_OF_FORMER = [
    (
        "sha256(text.encode()).hexdigest() for name, text in WORKSHOP.documents().items()",
        "str((WORKSHOP.uploads / name).stat().st_mtime_ns) for name in WORKSHOP.documents()",
    ),
    (
        'embedded[name] = {**due[name], "sha256": sha256(texts[name].encode()).hexdigest()}',
        "embedded[name] = due[name]",
    ),
]
