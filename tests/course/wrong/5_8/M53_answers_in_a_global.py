"""Answers are found in a variable of the module; the table is written for whoever reads it."""

REQUIREMENT = "R9"
CHANGES = [
    ("\n\n\n@dag(", "\nANSWERED = {}\n\n\n@dag("),
    (
        'tasks, answers = WORKSHOP.load("tasks"), WORKSHOP.load("answers")\n        keys',
        'tasks, answers = WORKSHOP.load("tasks"), ANSWERED\n        keys',
    ),
    (
        'tasks, answers = WORKSHOP.load("tasks"), WORKSHOP.load("answers")\n        left',
        'tasks, answers = WORKSHOP.load("tasks"), ANSWERED\n        left',
    ),
]
