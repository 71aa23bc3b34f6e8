"""The comparison is with the first evaluation there was, not with the one before."""

REQUIREMENT = "R8"
CHANGES = [("evaluations[max(evaluations, key=int)]", "evaluations[min(evaluations, key=int)]")]
