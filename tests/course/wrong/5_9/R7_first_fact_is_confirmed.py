"""What was true once and is said again is evidence for the fact of that time, and what came between is believed."""

REQUIREMENT = "R7"
CHANGES = [
    (
        """        outcome = decide(before, said) if before else "new"
""",
        """        mine = [fact for fact in facts.values() if (fact["user"], fact["about"]) == thing]
        before = next((fact for fact in mine if decide(fact, said) == "duplicate"), before)
        outcome = decide(before, said) if before else "new"
""",
    ),
]
