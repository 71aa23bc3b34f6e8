"""Nothing is caught: the run fails with the page, and so does each retry of it."""

REQUIREMENT = "R1"
CHANGES = [("except PageRefusedError as error:", "except ZeroDivisionError as error:")]
