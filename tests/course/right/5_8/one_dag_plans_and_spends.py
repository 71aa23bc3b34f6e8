"""One DAG plans and, where the plan is approved that it made, asks: a mapped task for each call."""

CHANGES = [
    (
        """@dag(schedule=None, tags=["course", "5.8"], is_paused_upon_creation=False)
def exercise_5_8_plan() -> None:
    @task
    def plan_calls() -> None:
        \"\"\"Save the table `plan`: which tasks have no answer to what they ask now, and what it costs to ask them.\"\"\"
        tasks, answers = WORKSHOP.load("tasks"), WORKSHOP.load("answers")
        keys = {id_: key_of(row) for id_, row in tasks.items() if not row["orphan"]}
        due = {id_: key for id_, key in keys.items() if key not in answers}
        cost = sum(WORKSHOP.cost(tasks[id_]["prompt"]) for id_ in due)
        plan_id = hash_of(json.dumps(due, sort_keys=True))[:12]
        WORKSHOP.save("plan", {plan_id: {"calls": len(due), "cost": cost, "keys": due}})

    plan_calls()


""",
        """""",
    ),
    (
        """    @task
    def generate_answers(*, params) -> None:
        \"\"\"Make the approved calls, within the budget, and keep each answer before the next question.\"\"\"
        plan = WORKSHOP.load("plan").get(params["approved"])
        if plan is None:
            raise AirflowFailException(f"there is no plan {params['approved']!r}; approve one by its id")
        tasks, answers = WORKSHOP.load("tasks"), WORKSHOP.load("answers")
        left = params["budget"]
        for id_, key in plan["keys"].items():
            row = tasks[id_]
            if key in answers or row["orphan"] or key_of(row) != key:  # paid for, or not what was approved any more
                continue
            cost = WORKSHOP.cost(row["prompt"])
            if cost > left:
                raise AirflowFailException(f"{id_} costs {cost} cents at most, and {left} are left")
            left -= cost
            answers[key] = {"task": id_, "answer": WORKSHOP.ask(row["prompt"])}
            WORKSHOP.save("answers", answers)

    generate_answers()


""",
        """    @task
    def plan_calls(*, params) -> list[str]:
        \"\"\"Make a plan, unless one is approved already; ids of the tasks of the approved one.\"\"\"
        known = WORKSHOP.load("plan")
        if params["approved"] in known:
            return sorted(known[params["approved"]]["keys"])
        tasks, answers = WORKSHOP.load("tasks"), WORKSHOP.load("answers")
        keys = {id_: key_of(row) for id_, row in tasks.items() if not row["orphan"]}
        due = {id_: key for id_, key in keys.items() if key not in answers}
        cost = sum(WORKSHOP.cost(tasks[id_]["prompt"]) for id_ in due)
        plan_id = hash_of(json.dumps(due, sort_keys=True))[:12]
        WORKSHOP.save("plan", {plan_id: {"calls": len(due), "cost": cost, "keys": due}})
        raise AirflowSkipException(f"approve {plan_id}, and run this again")

    @task(max_active_tis_per_dagrun=1)
    def generate_answer(id_, *, params, run_id) -> None:
        plan = WORKSHOP.load("plan").get(params["approved"])
        if plan is None:
            raise AirflowFailException("approve a plan by its id")
        row, key, answers = WORKSHOP.load("tasks")[id_], plan["keys"][id_], WORKSHOP.load("answers")
        if key in answers or row["orphan"] or key_of(row) != key:
            raise AirflowSkipException("answered, or not what was approved any more")
        cost = WORKSHOP.cost(row["prompt"])
        if cost + sum(paid["cost"] for paid in answers.values() if paid["run"] == run_id) > params["budget"]:
            raise AirflowFailException("that would cost too much")
        answers[key] = {"answer": WORKSHOP.ask(row["prompt"]), "run": run_id, "cost": cost}
        WORKSHOP.save("answers", answers)

    generate_answer.expand(id_=plan_calls())


""",
    ),
    (
        """exercise_5_8_plan()
""",
        """""",
    ),
]
