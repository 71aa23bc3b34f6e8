"""Pauses that grow, a rule for each kind of failure, and a reason that says more."""

CHANGES = [
    ("import KeyRefusedError, PageRefusedError", "import KeyRefusedError, PageRefusedError, ServiceAwayError"),
    (
        "        retries=3,\n        retry_delay=timedelta(seconds=30),\n",
        "        retries=6,\n        retry_delay=5,\n        retry_exponential_backoff=2,\n        max_retry_delay=timedelta(minutes=10),\n",
    ),
    (
        '            [RetryRule(KeyRefusedError, RetryAction.FAIL, reason="the key stays wrong until a person changes it")]\n',
        "            [\n                RetryRule(KeyRefusedError, RetryAction.FAIL),\n"
        "                RetryRule(ServiceAwayError, RetryAction.RETRY),\n            ]\n",
    ),
    ('"reason": str(error)', '"reason": f"{type(error).__name__}: {error}"'),
]
