"""A run in which the model fails is skipped."""

REQUIREMENT = "R7"
CHANGES_OF_FORMER = [
    (
        "            pieces = WORKSHOP.embed(name, texts[name])\n",
        "            try:\n                pieces = WORKSHOP.embed(name, texts[name])\n"
        '            except Exception as error:\n                raise AirflowSkipException("the model does not answer") from error\n',
    ),
]
