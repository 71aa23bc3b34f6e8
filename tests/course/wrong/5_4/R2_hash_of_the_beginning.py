"""The hash is of the first line: a page that is edited further down counts as the same."""

REQUIREMENT = "R2"
CHANGES_OF_FORMER = [("sha256(text.encode()).hexdigest() for name", "sha256(text[:40].encode()).hexdigest() for name")]
