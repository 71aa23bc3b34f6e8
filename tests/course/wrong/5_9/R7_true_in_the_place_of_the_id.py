"""`superseded_by` says that, not by what."""

REQUIREMENT = "R7"
CHANGES = [
    (
        'before.update(valid_until=said["time"], superseded_by=id_)',
        'before.update(valid_until=said["time"], superseded_by="yes")',
    )
]
