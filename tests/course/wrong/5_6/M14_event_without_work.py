"""A run that has nothing to do sends an event all the same."""

REQUIREMENT = "R8"
CHANGES = [("if not (due or before.keys() - published.keys()):", "if False:")]
