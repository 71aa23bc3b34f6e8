"""The folder is given to the trigger as the path that it is, and JSON knows no paths."""

REQUIREMENT = "R5"
CHANGES = [("FolderTrigger(folder=str(WORKSHOP.uploads))", "FolderTrigger(WORKSHOP.uploads)")]
