"""The id of a fact is made of its day: who changes their mind twice on one day has one row for both."""

REQUIREMENT = "R7"
CHANGES = [('said["value"], said["message"]]', 'said["value"], said["time"][:10]]')]
