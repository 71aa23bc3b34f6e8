"""A page is due when its batch is another one: who was edited and put back is embedded again."""

REQUIREMENT = "R6"
CHANGES = [
    (
        'published[name]["sha256"] != embedded.get(name, {}).get("sha256")',
        'published[name]["batch_id"] != embedded.get(name, {}).get("batch_id")',
    ),
]
