"""A fact holds from the run that learned it."""

REQUIREMENT = "R8"
CHANGES = [
    (
        """import json
""",
        """import json
from datetime import UTC, datetime
""",
    ),
    (
        "        changed = [id_ for id_ in facts.keys() | known.keys()",
        """        for id_, row in facts.items():
            row["valid_from"] = known[id_]["valid_from"] if id_ in known else datetime.now(UTC).isoformat()
        changed = [id_ for id_ in facts.keys() | known.keys()""",
    ),
]
