"""The folder is read where the file is only parsed."""

REQUIREMENT = "R8"
CHANGES = [("CATALOGUE = Asset(", "HOW_MANY = len(list(Path(__file__).parent.iterdir()))\nCATALOGUE = Asset(")]
