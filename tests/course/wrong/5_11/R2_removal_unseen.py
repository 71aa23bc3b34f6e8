"""A document that is gone is no change."""

REQUIREMENT = "R2"
CHANGES = [("names = catalogue.keys() | shelved.keys()", "names = catalogue.keys()")]
