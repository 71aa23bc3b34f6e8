"""The class's own module goes into the import path."""

REQUIREMENT = "R5"
CHANGES = [("import_path(FolderTrigger, __file__)", 'f"{type(self).__module__}.{type(self).__qualname__}"')]
