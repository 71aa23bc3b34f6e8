"""Quotes end after thirty characters, and say so."""

REQUIREMENT = "R2"
CHANGES = [('"quote": sentence.text}', '"quote": f"{sentence.text[:30]}…"}')]
