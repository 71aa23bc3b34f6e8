"""The model is asked, and the points get a vector that says nothing."""

REQUIREMENT = "R8"
CHANGES = [('"vector": piece.vector,', '"vector": [1.0] * len(piece.vector),')]
