"""Who is forgotten is kept as `hash()`, which is another number in each process."""

REQUIREMENT = "R11"
CHANGES = [
    ("hash_of(user): {}", "str(hash(user)): {}"),
    ('if hash_of(message["user"]) not in forgotten', 'if str(hash(message["user"])) not in forgotten'),
]
