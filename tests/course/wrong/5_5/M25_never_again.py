"""Who is in quarantine stays there, whatever becomes of the page."""

REQUIREMENT = "R5"
CHANGES = [('if row["sha256"] == published.get(name, {}).get("sha256")\n        }', "if name in published\n        }")]
