"""`deleted` counts documents, where it should count points."""

REQUIREMENT = "R9"
CHANGES_OF_FORMER = [
    ('"deleted": len(before.keys() - after.keys()),', '"deleted": len({before[id_]["document"] for id_ in old}),')
]
