"""The model is asked, and the points get a vector that says nothing."""

REQUIREMENT = "R8"
CHANGES_OF_FORMER = [('"vector": piece.vector,', '"vector": [1.0] * len(piece.vector),')]
