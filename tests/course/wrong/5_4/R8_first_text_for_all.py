"""Each point of a document has the text of its first chunk."""

REQUIREMENT = "R8"
CHANGES_OF_FORMER = [('"text": piece.text, **row}', '"text": WORKSHOP.kept(name)[0].text, **row}')]
