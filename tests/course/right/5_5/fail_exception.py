"""AirflowFailException in place of a retry policy; a batch of which everything was refused fails, for all to see."""

CHANGES = [
    ("import AirflowSkipException", "import AirflowFailException, AirflowSkipException"),
    (
        "        retry_policy=ExceptionRetryPolicy(\n"
        '            [RetryRule(KeyRefusedError, RetryAction.FAIL, reason="the key stays wrong until a person changes it")]\n'
        "        ),\n",
        "",
    ),
    (
        "            WORKSHOP.keep(name, pieces)\n",
        "            except KeyRefusedError as error:\n                raise AirflowFailException(str(error)) from error\n"
        "            WORKSHOP.keep(name, pieces)\n",
    ),
    (
        '        if not (counts["embedded"] or gone):\n',
        '        if counts["failed"] and not counts["embedded"]:\n'
        '            raise AirflowFailException(f"every page of the batch was refused: {counts}")\n'
        '        if not (counts["embedded"] or gone):\n',
    ),
]
