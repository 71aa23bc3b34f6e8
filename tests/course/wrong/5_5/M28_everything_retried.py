"""Retries without a policy: a refused key is tried four times."""

REQUIREMENT = "R4"
CHANGES = [
    (
        "        retry_policy=ExceptionRetryPolicy(\n"
        '            [RetryRule(KeyRefusedError, RetryAction.FAIL, reason="the key stays wrong until a person changes it")]\n'
        "        ),\n",
        "",
    )
]
