"""An answer that is empty counts as none: the question is searched again, each time somebody asks."""

REQUIREMENT = "R4"
CHANGES = [("        if key in answers:", '        if key in answers and answers[key]["answer"]:')]
