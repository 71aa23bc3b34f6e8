"""The text of the answer is in a column of another name."""

REQUIREMENT = "R9"
CHANGES = [('{"task": id_, "answer": WORKSHOP.ask', '{"task": id_, "text": WORKSHOP.ask')]
