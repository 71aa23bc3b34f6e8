"""An asset is declared without an extra."""

REQUIREMENT = "R12"
CHANGES = [('    extra={"kept_in": "the workshop"},\n', "")]
