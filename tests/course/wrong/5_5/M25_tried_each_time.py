"""The quarantine is written and never read: each run asks the model again."""

REQUIREMENT = "R2"
CHANGES = [("published.keys() & texts.keys() - quarantine.keys()", "published.keys() & texts.keys()")]
