"""The fingerprints are asked for when the file is read."""

REQUIREMENT = "R9"
CHANGES = [
    ("\n\ndef hash_of(", "\nRECIPE = WORKSHOP.fingerprints()\n\n\ndef hash_of("),
]
