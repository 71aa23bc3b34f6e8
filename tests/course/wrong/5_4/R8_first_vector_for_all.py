"""Each point of a document has the vector of its first chunk."""

REQUIREMENT = "R8"
CHANGES_OF_FORMER = [('"vector": piece.vector,', '"vector": WORKSHOP.kept(name)[0].vector,')]
