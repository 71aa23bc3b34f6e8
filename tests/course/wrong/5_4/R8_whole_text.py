"""The payload has the beginning of the whole document in the place of the chunk's text."""

REQUIREMENT = "R8"
CHANGES_OF_FORMER = [('"text": piece.text, **row}', '"text": WORKSHOP.documents().get(name, ""), **row}')]
