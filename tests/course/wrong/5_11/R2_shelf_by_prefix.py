"""A name belongs to a shelf that it begins like: also one of a folder beside it."""

REQUIREMENT = "R2"
CHANGES = [('name.startswith(f"{shelf}/")', "name.startswith(shelf)")]
