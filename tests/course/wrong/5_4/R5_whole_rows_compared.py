"""Rows are compared with their batches: what was edited and edited back is embedded again, with the hash it had."""

REQUIREMENT = "R5"
CHANGES = [('if row["sha256"] != embedded.get(name, {}).get("sha256")}', "if row != embedded.get(name)}")]
