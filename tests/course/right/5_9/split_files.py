"""A file for each DAG; who forgets makes the summaries of the shared threads anew and wakes nobody for it."""

from tests.course.matrix import changed, solution

CONVERSATIONS_TOLD = """        outlet_events[CONVERSATIONS].extra = {"threads": theirs}
"""
WHOLE = changed(
    solution("5.9"),
    [
        ("    @task(outlets=[CONVERSATIONS, FACTS])\n", "    @task(outlets=[FACTS])\n"),
        (CONVERSATIONS_TOLD, ""),
        (
            """        WORKSHOP.save("thread_summaries", {id_: row for id_, row in summaries.items() if id_ not in theirs})
""",
            """        for id_ in theirs:
            rest = left[id_]["messages"]
            said = hash_of(json.dumps(rest, sort_keys=True))
            summaries[id_] = {**WORKSHOP.summarise(id_, rest), "said": said}
        WORKSHOP.save("thread_summaries", {id_: row for id_, row in summaries.items() if left[id_]["messages"]})
""",
        ),
    ],
)
HEAD, COLLECT, SUMMARISE, LEARN, FORGET = WHOLE.split("@dag(")
REMEMBERED = LEARN[LEARN.index("def remembered") :]
SUMMARISE, DECIDING = SUMMARISE[: SUMMARISE.index("def decide")], SUMMARISE[SUMMARISE.index("def decide") :]
LEARN, FORGET = LEARN[: LEARN.index("def remembered")], FORGET[: FORGET.index("exercise_5_9_collect()")]
PARTS = {
    "collect": f"{REMEMBERED}@dag({COLLECT}",
    "summarise": f"@dag({SUMMARISE}",
    "learn": f"{DECIDING}@dag({LEARN}",
    "forget": f"{REMEMBERED}@dag({FORGET}",
}
FILES = {f"my_{name}.py": f"{HEAD}{part}exercise_5_9_{name}()\n" for name, part in PARTS.items()}
