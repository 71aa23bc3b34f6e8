"""Looked at are the shelves, and no folder in them."""

REQUIREMENT = "R6"
CHANGES = [('Path(self.folder).rglob("*")', 'Path(self.folder).glob("*/*")')]
