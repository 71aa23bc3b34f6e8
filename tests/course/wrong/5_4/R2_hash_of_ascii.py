"""The hash is of what ASCII has of a text: an edit of other letters is none."""

REQUIREMENT = "R2"
CHANGES = [
    ("sha256(text.encode())", 'sha256(text.encode("ascii", "ignore"))'),
    ("sha256(texts[name].encode())", 'sha256(texts[name].encode("ascii", "ignore"))'),
]
