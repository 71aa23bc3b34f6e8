"""A refused key ends the run as skipped: nobody sees it."""

REQUIREMENT = "R4"
CHANGES = [
    (
        "            WORKSHOP.keep(name, pieces)\n",
        '            except KeyRefusedError as error:\n                raise AirflowSkipException("no key") from error\n'
        "            WORKSHOP.keep(name, pieces)\n",
    ),
]
