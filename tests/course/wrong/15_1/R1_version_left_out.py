"""The row does not say of which index it is."""

REQUIREMENT = "R1"
CHANGES = [
    ('        "version": version,\n', '        "of": version,\n'),
    ('row["version"] == version', 'row["of"] == version'),
    ('{**row, "version": version}', '{**row, "of": version}'),
]
