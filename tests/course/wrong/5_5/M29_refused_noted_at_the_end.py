"""The quarantine is saved after the loop: a batch that breaks off asks for what was refused again, in each try."""

REQUIREMENT = "R6"
CHANGES = [
    (
        """                quarantine[name] = {**row, "reason": str(error)}
                WORKSHOP.save("quarantine", quarantine)
                continue
""",
        """                quarantine[name] = {**row, "reason": str(error)}
                continue
""",
    ),
    (
        "        gone = embedded.keys() - published.keys()\n",
        """        WORKSHOP.save("quarantine", quarantine)
        gone = embedded.keys() - published.keys()
""",
    ),
]
