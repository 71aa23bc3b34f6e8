"""Blanks around what was typed are taken away before it is looked for."""

REQUIREMENT = "R8"
CHANGES = [('.get(params["approved"])', '.get(params["approved"].strip())')]
