"""Statements count in the order in which their threads were summarised."""

REQUIREMENT = "R8"
CHANGES = [
    (
        "def exercise_5_9_summarise() -> None:\n",
        """def exercise_5_9_summarise() -> None:
    def heard(row):
        return row["heard"] if row else len(WORKSHOP.versions("thread_summaries"))

""",
    ),
    (
        '"said": said[id_]} for id_ in due}',
        '"said": said[id_], "heard": heard(known.get(id_))} for id_ in due}',
    ),
    (
        '[said for row in summaries.values() for said in row["statements"]]',
        '[{**said, "heard": row["heard"]} for row in summaries.values() for said in row["statements"]]',
    ),
    (
        'key=lambda said: (said["time"], said["message"])',
        'key=lambda said: (said["heard"], said["time"])',
    ),
]
