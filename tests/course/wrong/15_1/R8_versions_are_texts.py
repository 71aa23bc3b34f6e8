"""The version of the evaluation before is looked for among texts, of which "9" is later than "10"."""

REQUIREMENT = "R8"
CHANGES = [("max(evaluations, key=int)", "max(evaluations)")]
