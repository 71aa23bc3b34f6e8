"""A try around everything catches the exception that should end the task without an event."""

REQUIREMENT = "R3"
CHANGES_OF_FORMER = [
    (
        '            raise AirflowSkipException("nothing changed, so there is nothing to tell")\n',
        "            try:\n"
        '                raise AirflowSkipException("nothing changed, so there is nothing to tell")\n'
        "            except Exception as error:\n"
        '                print(f"skipped: {error}")\n',
    )
]
