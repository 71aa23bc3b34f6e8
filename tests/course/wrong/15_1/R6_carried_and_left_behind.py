"""An answer that is carried on stays under its former version, too, and is stale as often as it was carried."""

REQUIREMENT = "R6"
CHANGES = [
    (
        '                kept[key_of(row["question"])] = {**row, "version": version}\n',
        '                kept |= {key: row, key_of(row["question"]): {**row, "version": version}}\n',
    ),
]
