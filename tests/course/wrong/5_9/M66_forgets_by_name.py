"""Whoever is called as the user who is forgotten is forgotten as well."""

REQUIREMENT = "R11"
CHANGES = [
    (
        '        WORKSHOP.save("forgotten", {**WORKSHOP.load("forgotten"), hash_of(user): {}})\n',
        '        messages = [message for row in threads.values() for message in row["messages"]]\n'
        '        names = {message["name"] for message in messages if message["user"] == user}\n'
        '        same = {message["user"] for message in messages if message["name"] in names} | {user}\n'
        '        WORKSHOP.save("forgotten", WORKSHOP.load("forgotten") | {hash_of(each): {} for each in same})\n',
    ),
]
