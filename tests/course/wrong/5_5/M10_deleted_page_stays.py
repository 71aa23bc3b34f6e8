"""A page that was deleted waits in quarantine for ever."""

REQUIREMENT = "R5"
CHANGES = [('published.get(name, {}).get("sha256")\n        }', 'published.get(name, row)["sha256"]\n        }')]
