"""The policy names the parent of all faults: a service that is away fails the run, too."""

REQUIREMENT = "R3"
CHANGES = [
    ("import KeyRefusedError, PageRefusedError", "import BrokenEncoderError, PageRefusedError"),
    ("RetryRule(KeyRefusedError,", "RetryRule(BrokenEncoderError,"),
]
