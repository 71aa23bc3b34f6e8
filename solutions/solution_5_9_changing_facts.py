"""Exercise 5.9: facts that change their mind.

What people say becomes what is believed of them; evidence comes late, twice, edited, contradictory, or as an order.
`exercises/exercise_5_9_changing_facts.md` says what to do.

    exports ──▶ conversations ──▶ thread_summaries ──▶ user_facts          a person ──▶ forget
          collect           summarise             learn

Check it with `make check E=5.9`.
"""

import json

from airflow.sdk import Asset, Param, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from include.course.knowledge_workshop import KnowledgeWorkshop, extends, hash_of, names_and_numbers, words_of

WORKSHOP = KnowledgeWorkshop("solution_5_9")
CONVERSATIONS = Asset(name="solution_5_9_conversations", uri="x-course://solution_5_9/conversations")
SUMMARIES = Asset(name="solution_5_9_thread_summaries", uri="x-course://solution_5_9/thread_summaries")
FACTS = Asset(name="solution_5_9_user_facts", uri="x-course://solution_5_9/user_facts")


@dag(schedule=None, max_active_runs=1, tags=["course", "5.9"], is_paused_upon_creation=False)
def solution_5_9_collect() -> None:
    @task(outlets=[CONVERSATIONS])
    def collect_threads(*, outlet_events) -> None:
        """Bring the table `conversations` up to the exports; tell which threads are other ones than before."""
        # >>> 1
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
        # === todo(1)
        # <<<

    collect_threads()


# >>> 2 given
# Task 2: which asset wakes this DAG, and which one does its task update? Then the body.
# <<<
@dag(
    # >>> 2
    schedule=[CONVERSATIONS],
    # === schedule=None,
    # <<<
    max_active_runs=1,
    tags=["course", "5.9"],
    is_paused_upon_creation=False,
)
def solution_5_9_summarise() -> None:
    # >>> 2
    @task(outlets=[SUMMARIES])
    # === @task
    # <<<
    def summarise_threads(*, outlet_events) -> None:
        """Summarise the threads that say something else than their summary was made from, and no others."""
        # >>> 2
        threads, known = WORKSHOP.load("conversations"), WORKSHOP.load("thread_summaries")
        said = {id_: hash_of(json.dumps(row["messages"], sort_keys=True)) for id_, row in threads.items()}
        due = sorted(id_ for id_ in threads if id_ not in known or known[id_]["said"] != said[id_])
        gone = sorted(known.keys() - threads.keys())
        if not due and not gone:
            raise AirflowSkipException("every summary is of what its thread says")
        made = {id_: {**WORKSHOP.summarise(id_, threads[id_]["messages"]), "said": said[id_]} for id_ in due}
        WORKSHOP.save("thread_summaries", {id_: made.get(id_) or known[id_] for id_ in threads})
        outlet_events[SUMMARIES].extra = {"threads": [*due, *gone]}
        # === todo(2)
        # <<<

    summarise_threads()


# >>> 3 given
# Task 3: what does a statement do to what is believed, and in which order do statements count?
# <<<
# >>> 3
def decide(fact, said) -> str:
    """What a later statement about the same thing is to a fact."""
    if words_of(said["value"]) == words_of(fact["value"]) or extends(fact["value"], said["value"]):
        return "duplicate"
    if extends(said["value"], fact["value"]):
        return "refinement"
    comparable = names_and_numbers(said["value"]) == names_and_numbers(fact["value"])
    if comparable and WORKSHOP.similarity(said["text"], fact["text"]) >= 0.8:
        return "duplicate"
    return "contradiction"


def believed(statements):
    """Facts by id: everything that was said, played in the order in which it was said."""
    facts, current = {}, {}
    for said in sorted(statements, key=lambda said: (said["time"], said["message"])):
        thing = (said["user"], said["about"])
        before = facts.get(current.get(thing))
        source = {"thread": said["thread"], "message": said["message"]}
        outcome = decide(before, said) if before else "new"
        if outcome == "duplicate":
            before["sources"].append(source)
            continue
        id_ = hash_of(json.dumps([*thing, said["value"], said["message"]]))[:12]
        if before:
            before.update(valid_until=said["time"], superseded_by=id_)
        facts[id_] = {key: said[key] for key in ("user", "about", "value", "text")}
        facts[id_] |= {"outcome": outcome, "valid_from": said["time"], "valid_until": "", "superseded_by": ""}
        facts[id_]["sources"] = [source]
        current[thing] = id_
    return facts


# <<<
@dag(
    # >>> 3
    schedule=[SUMMARIES],
    # === schedule=None,
    # <<<
    max_active_runs=1,
    tags=["course", "5.9"],
    is_paused_upon_creation=False,
)
def solution_5_9_learn() -> None:
    # >>> 3
    @task(outlets=[FACTS])
    # === @task
    # <<<
    def learn_facts(*, outlet_events) -> None:
        """Bring the table `user_facts` up to what the summaries say; tell whose facts are other ones than before."""
        # >>> 3
        summaries, known = WORKSHOP.load("thread_summaries"), WORKSHOP.load("user_facts")
        statements = [said for row in summaries.values() for said in row["statements"]]
        facts = believed(said for said in statements if said["author"] == said["user"])
        changed = [id_ for id_ in facts.keys() | known.keys() if facts.get(id_) != known.get(id_)]
        if not changed:
            raise AirflowSkipException("what is believed is what was believed before")
        WORKSHOP.save("user_facts", facts)
        outlet_events[FACTS].extra = {"users": sorted({(facts.get(id_) or known[id_])["user"] for id_ in changed})}
        # === todo(3)
        # <<<

    learn_facts()


# >>> 4 given
# Task 4: where is this user, besides the rows you see? And what does the next export bring?
# <<<
# >>> 4
def remembered(messages):
    """Messages of those who have not been forgotten."""
    forgotten = WORKSHOP.load("forgotten")
    return [message for message in messages if hash_of(message["user"]) not in forgotten]


# <<<
@dag(
    schedule=None,
    params={"user": Param("", type="string", title="User", description="Id of the user to forget")},
    max_active_runs=1,
    tags=["course", "5.9"],
    is_paused_upon_creation=False,
)
def solution_5_9_forget() -> None:
    # >>> 4
    @task(outlets=[CONVERSATIONS, FACTS])
    # === @task(outlets=[FACTS])
    # <<<
    def forget_user(*, params, outlet_events) -> None:
        """Take a user out of every table and every version of it, and out of every export to come."""
        # >>> 4
        user = params["user"]
        threads, summaries, facts = map(WORKSHOP.load, ("conversations", "thread_summaries", "user_facts"))
        WORKSHOP.save("forgotten", {**WORKSHOP.load("forgotten"), hash_of(user): {}})
        left = {id_: {"messages": remembered(row["messages"])} for id_, row in threads.items()}
        theirs = sorted(id_ for id_ in threads if left[id_] != threads[id_])
        WORKSHOP.save("thread_summaries", {id_: row for id_, row in summaries.items() if id_ not in theirs})
        WORKSHOP.save("user_facts", {id_: row for id_, row in facts.items() if row["user"] != user})
        # the conversations last: by them a run that comes after one that died finds what is left to do
        WORKSHOP.save("conversations", {id_: row for id_, row in left.items() if row["messages"]})
        for table in ("conversations", "thread_summaries", "user_facts"):
            WORKSHOP.vacuum(table)
        outlet_events[CONVERSATIONS].extra = {"threads": theirs}
        outlet_events[FACTS].extra = {"users": [user]}
        # === todo(4)
        # <<<

    forget_user()


solution_5_9_collect()
solution_5_9_summarise()
solution_5_9_learn()
solution_5_9_forget()
