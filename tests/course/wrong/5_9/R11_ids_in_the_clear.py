"""The table of those who are forgotten has their ids, not hashes of them."""

REQUIREMENT = "R11"
CHANGES = [
    ("hash_of(user): {}", "user: {}"),
    ('if hash_of(message["user"]) not in forgotten', 'if message["user"] not in forgotten'),
]
