"""All pages that are not in quarantine are embedded at each run."""

REQUIREMENT = "R6"
CHANGES = [
    (
        """            for name in published.keys() & texts.keys() - quarantine.keys()
            if published[name]["sha256"] != embedded.get(name, {}).get("sha256")
""",
        """            for name in published.keys() & texts.keys() - quarantine.keys()
""",
    ),
]
