"""Nothing says that the DAG of the asset is not to be paused when it is made, so it is, and nothing wakes it."""

REQUIREMENT = "R1"
CHANGES = [("uri=CATALOGUE.uri, is_paused_upon_creation=False,", "uri=CATALOGUE.uri,")]
