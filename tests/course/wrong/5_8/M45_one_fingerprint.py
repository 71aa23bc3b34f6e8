"""The hash is one of all files together."""

REQUIREMENT = "R3"
CHANGES = [
    (
        """        wanted = {}
""",
        """        wanted, everything = {}, hash_of(json.dumps([concepts, templates]))
""",
    ),
    (
        '"asks": hash_of(prompt)}',
        '"asks": everything}',
    ),
]
