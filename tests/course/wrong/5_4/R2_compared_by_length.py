"""A text that is as long as it was counts as the same."""

REQUIREMENT = "R2"
CHANGES_OF_FORMER = [("sha256(text.encode()).hexdigest() for name", "str(len(text)) for name")]
