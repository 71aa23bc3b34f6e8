"""Two retries, where three are asked for: a service that is away for three calls is not waited for."""

REQUIREMENT = "R3"
CHANGES = [("        retries=3,\n", "        retries=2,\n")]
