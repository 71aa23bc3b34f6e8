"""A point does not say of which model its vector is."""

REQUIREMENT = "R6"
CHANGES = [
    (
        """            due = {id_: payload for id_, payload in wanted.items() if before.get(id_) != payload}
""",
        """            models = WORKSHOP.load("models")
            known = {id_: {**payload, "model": models.get(id_, {}).get("model")} for id_, payload in before.items()}
            due = {id_: payload for id_, payload in wanted.items() if known.get(id_) != payload}
            WORKSHOP.save("models", {id_: {"model": payload["model"]} for id_, payload in wanted.items()})
""",
    ),
    (
        """                points.append({"id": id_, "vector": known["vector"], "payload": {**payload, "text": known["text"]}})
""",
        """                shown = {"document": payload["document"], "hash": payload["hash"], "text": known["text"]}
                points.append({"id": id_, "vector": known["vector"], "payload": shown})
""",
    ),
]
