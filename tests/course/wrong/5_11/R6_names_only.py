"""Only names are compared: an edit passes unseen."""

REQUIREMENT = "R6"
CHANGES = [(" {sha256(path.read_bytes()).hexdigest()}", "")]
