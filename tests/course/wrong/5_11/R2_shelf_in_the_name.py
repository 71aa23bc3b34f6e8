"""A name belongs to each shelf whose name is in it: a policy about guides to both."""

REQUIREMENT = "R2"
CHANGES = [('name.startswith(f"{shelf}/")', "shelf in name")]
