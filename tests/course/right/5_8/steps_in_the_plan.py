"""The plan keeps its calls one by one; keys and ids are made in another way."""

FILES = {
    "mine.py": r'''import hashlib
import json

from airflow.sdk import DAG, Asset, AssetAlias, Param, task
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException

from include.course.generation_workshop import GenerationWorkshop, hash_of, prompt_of

W = GenerationWorkshop("exercise_5_8")
SOURCES = Asset(name="exercise_5_8_sources", uri="x-course://exercise_5_8/sources")
TASKS = Asset(name="exercise_5_8_tasks", uri="x-course://exercise_5_8/tasks")


def prompts():
    """Prompt of each pair of the files."""
    templates = W.templates()
    return {
        (concept, template): prompt_of(templates[template], text)
        for concept, text in W.concepts().items()
        for template in templates
    }


def answer_id(model, prompt):
    return hashlib.sha256(json.dumps([model, prompt]).encode()).hexdigest()


with DAG("exercise_5_8_announce", schedule=None, is_paused_upon_creation=False):

    @task(outlets=[SOURCES])
    def announce_sources():
        pass

    announce_sources()


with DAG("exercise_5_8_derive", schedule=[SOURCES], max_active_runs=1, is_paused_upon_creation=False):

    @task(outlets=[TASKS])
    def derive_tasks():
        before = W.load("tasks")
        after = {name: {**row, "orphan": True} for name, row in before.items()}
        for (concept, template), prompt in prompts().items():
            after[f"{template}/{concept}"] = {
                "concept": concept, "template": template, "asks": hash_of(prompt), "prompt": prompt, "orphan": False,
            }
        if after == before:
            raise AirflowSkipException("the same")
        W.save("tasks", after)

    derive_tasks()


with DAG("exercise_5_8_plan", schedule=None, is_paused_upon_creation=False):

    @task
    def plan_calls():
        answers = W.load("answers")
        calls, cost = [], 0
        for name, row in sorted(W.load("tasks").items()):
            key = answer_id(W.model, row["prompt"])
            if row["orphan"] or key in answers:
                continue
            calls.append({"task": name, "key": key, "cost": W.cost(row["prompt"])})
            cost += calls[-1]["cost"]
        plan_id = "plan-" + hash_of(json.dumps(calls))[:16]
        W.save("plan", {plan_id: {"calls": len(calls), "cost": cost, "steps": calls}})
        return plan_id

    plan_calls()


with DAG(
    "exercise_5_8_generate",
    schedule=None,
    params={"approved": Param("", type=["string", "null"]), "budget": Param(0, type="integer", minimum=0)},
    max_active_runs=1,
    is_paused_upon_creation=False,
):

    @task
    def generate_answers(*, params):
        plans = W.load("plan")
        if params["approved"] not in plans:
            raise AirflowFailException("which plan?")
        money = int(params["budget"])
        for step in plans[params["approved"]]["steps"]:
            row = W.load("tasks").get(step["task"], {"orphan": True})
            answers = W.load("answers")
            if row["orphan"] or step["key"] in answers or answer_id(W.model, row["prompt"]) != step["key"]:
                continue
            if step["cost"] > money:
                raise AirflowFailException(f"{money} cents are left, {step['cost']} are needed")
            money -= step["cost"]
            answer = W.ask(row["prompt"])
            W.save("answers", {**answers, step["key"]: {"task": step["task"], "answer": answer}})

    generate_answers()
''',
}
