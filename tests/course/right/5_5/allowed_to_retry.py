"""The policy names what may be tried again, and everything else fails; both are said for the whole DAG."""

CHANGES = [
    ("import KeyRefusedError, PageRefusedError", "import PageRefusedError, ServiceAwayError"),
    (
        '@dag(schedule=[DOCUMENTS], max_active_runs=1, tags=["course", "5.5"], is_paused_upon_creation=False)',
        "@dag(\n    schedule=[DOCUMENTS],\n    max_active_runs=1,\n    is_paused_upon_creation=False,\n"
        '    default_args={\n        "retries": 5,\n        "retry_delay": timedelta(seconds=10),\n'
        '        "retry_exponential_backoff": 2.0,\n'
        '        "retry_policy": ExceptionRetryPolicy(\n'
        "            [RetryRule(ServiceAwayError, retry_delay=timedelta(minutes=5))], default=RetryAction.FAIL\n"
        "        ),\n    },\n)",
    ),
    (
        "        retries=3,\n        retry_delay=timedelta(seconds=30),\n        retry_policy=ExceptionRetryPolicy(\n"
        '            [RetryRule(KeyRefusedError, RetryAction.FAIL, reason="the key stays wrong until a person changes it")]\n'
        "        ),\n",
        "",
    ),
]
