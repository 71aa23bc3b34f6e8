"""A fact is valid from the day on which the first batch was exported."""

REQUIREMENT = "R8"
CHANGES = [('"valid_from": said["time"], "valid_until": ""', '"valid_from": "2026-03-16T06:00:00Z", "valid_until": ""')]
