"""The numbers of a batch are in the asset's own extra as well as in the event."""

REQUIREMENT = "R12"
CHANGES = [('extra={"format": "text"}', 'extra={"format": "text", "added": 0, "changed": 0, "deleted": 0}')]
