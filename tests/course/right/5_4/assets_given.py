"""The form that the exercise had before: the assets were given, and nothing followed the vector store."""

CHANGES_OF_FORMER: list[tuple[str, str]] = []
