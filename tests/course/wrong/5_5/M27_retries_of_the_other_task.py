"""The task that publishes is tried again, the one that embeds is not."""

REQUIREMENT = "R3"
CHANGES = [
    (
        "    @task(outlets=[DOCUMENTS])\n",
        "    @task(outlets=[DOCUMENTS], retries=3, retry_delay=timedelta(seconds=30))\n",
    ),
    ("        retries=3,\n        retry_delay=timedelta(seconds=30),\n        retry_policy", "        retry_policy"),
]
