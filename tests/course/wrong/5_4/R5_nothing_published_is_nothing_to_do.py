"""Where nothing is published any more the run ends, and what is left of the last pages stays."""

REQUIREMENT = "R5"
ALSO = ("R14",)
CHANGES = [
    (
        "        gone = embedded.keys() - published.keys()\n",
        '        if not published:\n            raise AirflowSkipException("nothing is published")\n        gone = embedded.keys() - published.keys()\n',
    ),
]
