"""Ids hold the hash of the whole document: an edit gives others to the chunks that say what they said."""

REQUIREMENT = "R8"
CHANGES_OF_FORMER = [('f"{name}#{number}"', "f\"{name}#{number}#{row['sha256']}\"")]
