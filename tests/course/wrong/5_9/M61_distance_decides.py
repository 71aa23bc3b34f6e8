"""Near is the same, far is something else."""

REQUIREMENT = "R7"
CHANGES = [
    (
        """    if words_of(said["value"]) == words_of(fact["value"]) or extends(fact["value"], said["value"]):
        return "duplicate"
    if extends(said["value"], fact["value"]):
        return "refinement"
    comparable = names_and_numbers(said["value"]) == names_and_numbers(fact["value"])
    if comparable and WORKSHOP.similarity(said["text"], fact["text"]) >= 0.8:
""",
        """    if WORKSHOP.similarity(said["text"], fact["text"]) >= 0.84:
""",
    ),
]
