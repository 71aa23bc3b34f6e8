"""The table of conversations as `@asset`, a mapped task for each thread, and one that gathers what they made."""

CHANGES = [
    (
        "from airflow.sdk import Asset, Param, dag, task",
        "from airflow.sdk import Asset, Metadata, Param, asset, dag, task",
    ),
    ('CONVERSATIONS = Asset(name="exercise_5_9_conversations", uri="x-course://exercise_5_9/conversations")\n', ""),
    (
        """@dag(schedule=None, max_active_runs=1, tags=["course", "5.9"], is_paused_upon_creation=False)
def exercise_5_9_collect() -> None:
    @task(outlets=[CONVERSATIONS])
    def collect_threads(*, outlet_events) -> None:
        \"\"\"Bring the table `conversations` up to the exports; tell which threads are other ones than before.\"\"\"
        threads = {}
        for export in sorted(WORKSHOP.exports(), key=lambda export: export["exported_at"]):
            threads[export["thread"]] = {"messages": remembered(export["messages"])}
        threads = {id_: row for id_, row in threads.items() if row["messages"]}
        known = WORKSHOP.load("conversations")
        changed = sorted(id_ for id_ in threads.keys() | known.keys() if threads.get(id_) != known.get(id_))
        if not changed:
            raise AirflowSkipException("every thread says what it said before")
        WORKSHOP.save("conversations", threads)
        outlet_events[CONVERSATIONS].extra = {"threads": changed}

    collect_threads()
""",
        """@asset(name="exercise_5_9_conversations", uri="x-course://exercise_5_9/conversations", schedule=None)
def conversations(self, outlet_events):
    exports = WORKSHOP.exports()
    newest = {export["thread"]: export["exported_at"] for export in exports}
    for export in exports:
        newest[export["thread"]] = max(newest[export["thread"]], export["exported_at"])
    threads = {
        export["thread"]: {"messages": left, "channel": "general"}
        for export in exports
        if export["exported_at"] == newest[export["thread"]] and (left := remembered(export["messages"]))
    }
    known = WORKSHOP.load("conversations")
    if threads == known:
        raise AirflowSkipException("nobody has said anything")
    WORKSHOP.save("conversations", threads)
    changed = {id_ for id_ in threads if threads[id_] != known.get(id_)}
    outlet_events[self].extra = {"threads": sorted(changed | (known.keys() - threads.keys()))}


CONVERSATIONS = Asset(name="exercise_5_9_conversations", uri="x-course://exercise_5_9/conversations")
""",
    ),
    (
        """    @task(outlets=[SUMMARIES])
    def summarise_threads(*, outlet_events) -> None:
        \"\"\"Summarise the threads that say something else than their summary was made from, and no others.\"\"\"
        threads, known = WORKSHOP.load("conversations"), WORKSHOP.load("thread_summaries")
        said = {id_: hash_of(json.dumps(row["messages"], sort_keys=True)) for id_, row in threads.items()}
        due = sorted(id_ for id_ in threads if id_ not in known or known[id_]["said"] != said[id_])
        gone = sorted(known.keys() - threads.keys())
        if not due and not gone:
            raise AirflowSkipException("every summary is of what its thread says")
        made = {id_: {**WORKSHOP.summarise(id_, threads[id_]["messages"]), "said": said[id_]} for id_ in due}
        WORKSHOP.save("thread_summaries", {id_: made.get(id_) or known[id_] for id_ in threads})
        outlet_events[SUMMARIES].extra = {"threads": [*due, *gone]}

    summarise_threads()
""",
        """    @task
    def find_due() -> list[list[str]]:
        threads, known = WORKSHOP.load("conversations"), WORKSHOP.load("thread_summaries")
        due = [id_ for id_, row in threads.items() if row["messages"] != known.get(id_, {}).get("of")]
        if not due and known.keys() <= threads.keys():
            raise AirflowSkipException("nothing is due")
        return [due[:3], due[3:]]

    @task(max_active_tis_per_dagrun=1)
    def summarise_some(ids):
        threads = WORKSHOP.load("conversations")
        return {id_: {**WORKSHOP.summarise(id_, threads[id_]["messages"]), "of": threads[id_]["messages"]} for id_ in ids}

    @task(outlets=[SUMMARIES])
    def gather(made):
        fresh = {id_: row for rows in made for id_, row in rows.items()}
        threads, known = WORKSHOP.load("conversations"), WORKSHOP.load("thread_summaries")
        WORKSHOP.save("thread_summaries", {id_: row for id_, row in (known | fresh).items() if id_ in threads})
        yield Metadata(SUMMARIES, {"threads": sorted(fresh), "calls": len(fresh)})

    gather(summarise_some.expand(ids=find_due()))
""",
    ),
    ("\nexercise_5_9_collect()\n", "\n"),
]
