"""What is believed is an object that hears statements; empty is None, and events are Metadata."""

FILES = {
    "mine.py": r'''import json
from datetime import datetime

from airflow.sdk import DAG, Asset, Metadata, Param, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from include.course.knowledge_workshop import KnowledgeWorkshop, extends, hash_of, names_and_numbers, words_of

W = KnowledgeWorkshop("exercise_5_9")


def asset(name):
    return Asset(name=f"exercise_5_9_{name}", uri=f"x-course://exercise_5_9/{name}")


CONVERSATIONS, SUMMARIES, FACTS = asset("conversations"), asset("thread_summaries"), asset("user_facts")
TABLES = ("conversations", "thread_summaries", "user_facts")


def without_forgotten(messages):
    hashes = set(W.load("forgotten"))
    return [each for each in messages if hash_of(each["user"]) not in hashes]


with DAG("exercise_5_9_collect", schedule=None, max_active_runs=1, is_paused_upon_creation=False):

    @task(outlets=[CONVERSATIONS])
    def collect_threads():
        newest = {}
        for export in W.exports():
            other = newest.get(export["thread"])
            if other is None or other["exported_at"] <= export["exported_at"]:
                newest[export["thread"]] = export
        rows = {}
        for thread, export in newest.items():
            if messages := without_forgotten(export["messages"]):
                rows[thread] = {"messages": messages}
        old = W.load("conversations")
        names = [name for name in {*rows, *old} if rows.get(name) != old.get(name)]
        if not names:
            raise AirflowSkipException("no thread is another one")
        W.save("conversations", rows)
        yield Metadata(CONVERSATIONS, {"threads": names})

    collect_threads()


with DAG("exercise_5_9_summarise", schedule=[CONVERSATIONS], max_active_runs=1, is_paused_upon_creation=False):

    @task(outlets=[SUMMARIES])
    def summarise_threads(*, outlet_events):
        threads, old = W.load("conversations"), W.load("thread_summaries")
        rows, told = {}, []
        for name, row in threads.items():
            digest = hash_of(json.dumps(row, sort_keys=True))
            if old.get(name, {}).get("of") == digest:
                rows[name] = old[name]
                continue
            rows[name] = W.summarise(name, row["messages"]) | {"of": digest}
            told.append(name)
        told += [name for name in old if name not in threads]
        if not told:
            raise AirflowSkipException("no summary is due")
        W.save("thread_summaries", rows)
        outlet_events[SUMMARIES].extra = {"threads": sorted(told)}

    summarise_threads()


class Belief:
    """What is believed of one thing of one user, as it grows."""

    def __init__(self):
        self.rows = {}
        self.last = ""

    def hear(self, said):
        fact = self.rows.get(self.last)
        evidence = {"thread": said["thread"], "message": said["message"]}
        kind = self.kind(fact, said)
        if kind == "again":
            fact["sources"].append(evidence)
            return
        name = hash_of("/".join([said["user"], said["about"], said["message"], said["value"]]))[:20]
        if fact:
            fact["valid_until"], fact["superseded_by"] = said["time"], name
        self.rows[name] = {
            "user": said["user"], "text": said["text"], "value": said["value"], "outcome": kind,
            "valid_from": said["time"], "valid_until": None, "superseded_by": None, "sources": [evidence],
        }
        self.last = name

    @staticmethod
    def kind(fact, said):
        if fact is None:
            return "new"
        one, two = fact["value"], said["value"]
        if words_of(one) == words_of(two) or extends(one, two):
            return "again"
        if extends(two, one):
            return "refinement"
        if names_and_numbers(one) != names_and_numbers(two):
            return "contradiction"
        return "again" if W.similarity(fact["text"], said["text"]) > 0.82 else "contradiction"


with DAG("exercise_5_9_learn", schedule=[SUMMARIES], max_active_runs=1, is_paused_upon_creation=False):

    @task(outlets=[FACTS])
    def learn_facts(*, outlet_events):
        said = [each for row in W.load("thread_summaries").values() for each in row["statements"]]
        said = [each for each in said if each["author"] == each["user"]]
        beliefs = {}
        for each in sorted(said, key=lambda each: (datetime.fromisoformat(each["time"]), each["thread"], each["message"])):
            beliefs.setdefault((each["user"], each["about"]), Belief()).hear(each)
        rows = {name: row for belief in beliefs.values() for name, row in belief.rows.items()}
        old = W.load("user_facts")
        users = {(rows.get(name) or old[name])["user"] for name in {*rows, *old} if rows.get(name) != old.get(name)}
        if not users:
            raise AirflowSkipException("nobody is believed to be otherwise")
        W.save("user_facts", rows)
        outlet_events[FACTS].extra = {"users": sorted(users)}

    learn_facts()


with DAG(
    "exercise_5_9_forget",
    schedule=None,
    params={"user": Param("", type="string")},
    max_active_runs=1,
    is_paused_upon_creation=False,
):

    @task(outlets=[CONVERSATIONS, FACTS])
    def forget_user(*, params, outlet_events):
        user = params["user"]
        W.save("forgotten", W.load("forgotten") | {hash_of(user): {"hash": hash_of(user)}})
        threads = W.load("conversations")
        theirs = [name for name, row in threads.items() if any(each["user"] == user for each in row["messages"])]
        for name in theirs:
            threads[name] = {"messages": without_forgotten(threads[name]["messages"])}
        W.save("user_facts", {name: row for name, row in W.load("user_facts").items() if row["user"] != user})
        W.save("thread_summaries", {k: v for k, v in W.load("thread_summaries").items() if k not in theirs})
        W.save("conversations", {name: row for name, row in threads.items() if row["messages"]})
        for table in TABLES:
            W.vacuum(table)
        outlet_events[CONVERSATIONS].extra = {"threads": theirs}
        outlet_events[FACTS].extra = {"users": [user]}

    forget_user()
''',
}
