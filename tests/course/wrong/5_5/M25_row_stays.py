"""An edited page is tried again and embedded, and its old row stays."""

REQUIREMENT = "R5"
CHANGES = [
    ('if row["sha256"] == published.get(name, {}).get("sha256")\n        }', "if name in published\n        }"),
    (
        "for name in published.keys() & texts.keys() - quarantine.keys()",
        "for name in published.keys() & texts.keys()\n"
        '            if published[name]["sha256"] != quarantine.get(name, {}).get("sha256")',
    ),
    ('            if published[name]["sha256"] != embedded', '            and published[name]["sha256"] != embedded'),
]
