"""Each point of a document has the text of its first chunk."""

REQUIREMENT = "R8"
CHANGES = [('"text": piece.text, **row}', '"text": WORKSHOP.kept(name)[0].text, **row}')]
