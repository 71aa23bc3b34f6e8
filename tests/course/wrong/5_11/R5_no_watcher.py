"""The trigger is written, and nothing is watched."""

REQUIREMENT = "R5"
CHANGES = [('    watchers=[AssetWatcher(name="folder", trigger=FolderTrigger(folder=str(WORKSHOP.uploads)))],\n', "")]
