"""An argument has another name than in __init__."""

REQUIREMENT = "R5"
CHANGES = [('{"folder": self.folder, "seconds": self.seconds}', '{"directory": self.folder}')]
