"""The store's task says that it was updated also when the collection holds what it should."""

REQUIREMENT = "R8"
CHANGES_OF_FORMER = [
    ('                raise AirflowSkipException("the collection holds what it should")', "                pass")
]
