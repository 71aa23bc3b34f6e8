"""The quarantine is a variable of the module, saved for show."""

REQUIREMENT = "R2"
CHANGES = [
    ("\n\n\n@dag(", "\nQUARANTINE = {}\n\n\n@dag("),
    (
        'published, embedded, quarantine = (WORKSHOP.load(table) for table in ("published", "embedded", "quarantine"))',
        'published, embedded, quarantine = WORKSHOP.load("published"), WORKSHOP.load("embedded"), dict(QUARANTINE)',
    ),
    (
        '                WORKSHOP.save("quarantine", quarantine)\n                continue\n',
        '                WORKSHOP.save("quarantine", quarantine)\n                QUARANTINE.update(quarantine)\n                continue\n',
    ),
]
