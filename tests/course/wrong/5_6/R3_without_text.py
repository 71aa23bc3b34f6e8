"""The payload has no text: whoever searches finds a hash."""

REQUIREMENT = "R3"
CHANGES = [('"payload": {**payload, "text": known["text"]}', '"payload": payload')]
