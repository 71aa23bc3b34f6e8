"""The rule for a service that is away says that it is tried again at once, whatever the task says."""

REQUIREMENT = "R3"
CHANGES = [
    ("import KeyRefusedError, PageRefusedError", "import KeyRefusedError, PageRefusedError, ServiceAwayError"),
    (
        '            [RetryRule(KeyRefusedError, RetryAction.FAIL, reason="the key stays wrong until a person changes it")]\n',
        "            [\n                RetryRule(KeyRefusedError, RetryAction.FAIL),\n"
        "                RetryRule(ServiceAwayError, RetryAction.RETRY, retry_delay=timedelta(0)),\n            ]\n",
    ),
]
