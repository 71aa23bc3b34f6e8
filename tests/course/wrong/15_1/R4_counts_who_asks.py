"""A question that is asked again is counted in its row."""

REQUIREMENT = "R4"
CHANGES = [
    (
        "        if key in answers:\n",
        """        if key in answers:
            answers[key]["asked"] = answers[key].get("asked", 1) + 1
            WORKSHOP.save("answers", answers)
""",
    )
]
