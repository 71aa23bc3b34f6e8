"""What has no answer is worked out before the first call: what two tasks ask alike is asked twice."""

REQUIREMENT = "R9"
CHANGES = [
    (
        """        for id_, key in plan["keys"].items():
""",
        """        answered = set(answers)
        for id_, key in plan["keys"].items():
""",
    ),
    ('if key in answers or row["orphan"]', 'if key in answered or row["orphan"]'),
]
