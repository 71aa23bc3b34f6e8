"""Texts are put in order for the model, and their vectors are put under the keys in another order."""

REQUIREMENT = "R6"
CHANGES = [
    ("WORKSHOP.encode(list(new.values()))", "WORKSHOP.encode(sorted(new.values()))"),
]
