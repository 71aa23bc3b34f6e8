"""Ids and plans named otherwise, the prompt made again, all calls tried before the run fails."""

CHANGES = [
    (
        'wanted[f"{concept}--{template}"] = {**row, "orphan": False}',
        'wanted[str(uuid5(NAMESPACE_URL, f"{template}/{concept}"))] = {**row, "orphan": False}',
    ),
    (
        """import json
""",
        """import json
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5
""",
    ),
    (
        "plan_id = hash_of(json.dumps(due, sort_keys=True))[:12]",
        'plan_id = f"plan of {datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}"',
    ),
    (
        """        left = params["budget"]
""",
        """        left, failed = params["budget"], []
""",
    ),
    (
        """            answers[key] = {"task": id_, "answer": WORKSHOP.ask(row["prompt"])}
            WORKSHOP.save("answers", answers)
""",
        """            try:
                answer = WORKSHOP.ask(row["prompt"])
            except NoAnswerError:
                failed.append(id_)
                continue
            answers[key] = {"prompt": row["prompt"], "model": WORKSHOP.model, "answer": answer}
            WORKSHOP.save("answers", answers)
        if failed:
            raise AirflowFailException(f"no answer for {failed}; start the same plan again")
""",
    ),
    (
        "import GenerationWorkshop,",
        "import GenerationWorkshop, NoAnswerError,",
    ),
]
