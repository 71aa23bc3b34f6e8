"""The id of a plan is that also in capital letters."""

REQUIREMENT = "R8"
CHANGES = [('.get(params["approved"])', '.get(params["approved"].lower())')]
