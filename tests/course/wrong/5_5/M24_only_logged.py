"""What was refused is printed into the log, and the run goes on."""

REQUIREMENT = "R2"
CHANGES = [
    (
        'quarantine[name] = {**row, "reason": str(error)}\n                WORKSHOP.save("quarantine", quarantine)\n',
        'print(f"{name}: {error}")\n',
    )
]
