"""Of two documents with one text a single one is kept."""

REQUIREMENT = "R8"
CHANGES_OF_FORMER = [('f"{name}#{number}"', "f\"{row['sha256']}#{number}\"")]
