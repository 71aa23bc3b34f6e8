"""A fact's id is made of user, thing and value: what is true again takes the place of the row of the first time."""

REQUIREMENT = "R7"
CHANGES = [('json.dumps([*thing, said["value"], said["message"]])', 'json.dumps([*thing, said["value"]])')]
