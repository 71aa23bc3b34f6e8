"""The folder is given to the trigger as the path that it is, and arrives as text."""

CHANGES = [("FolderTrigger(folder=str(WORKSHOP.uploads))", "FolderTrigger(WORKSHOP.uploads)")]
