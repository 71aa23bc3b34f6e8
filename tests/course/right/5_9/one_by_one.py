"""No replay of everything: each statement that came or went is put into the history of its thing, or taken out of it."""

CHANGES = [
    (
        """def believed(statements):
    \"\"\"Facts by id: everything that was said, played in the order in which it was said.\"\"\"
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
""",
        """def thing_of(row):
    return row["user"], row["about"]


def source_of(said):
    return {key: said[key] for key in ("thread", "message", "time", "value", "text")}


def changed(facts, said):
    \"\"\"Append at the end of a history where nothing is later; else write that history anew.\"\"\"
    of = {id_: row for id_, row in facts.items() if thing_of(row) == thing_of(said)}
    last = next((id_ for id_, row in of.items() if not row["superseded_by"]), "")
    latest = max((source["time"] for row in of.values() for source in row["sources"]), default="")
    if said["time"] < latest:
        history = [{**source, "user": said["user"], "about": said["about"]} for row in of.values() for source in row["sources"]]
        return rewritten(facts, thing_of(said), [*history, said])
    outcome = decide(of[last], said) if last else "new"
    if outcome == "duplicate":
        row = {**of[last], "sources": [*of[last]["sources"], source_of(said)]}
        return {**facts, last: row}
    id_ = hash_of(json.dumps([*thing_of(said), said["value"], said["message"]]))[:12]
    fresh = {"user": said["user"], "about": said["about"], "value": said["value"], "text": said["text"]}
    fresh |= {"outcome": outcome, "valid_from": said["time"].replace("Z", "+00:00"), "valid_until": "", "superseded_by": ""}
    facts = {**facts, id_: {**fresh, "sources": [source_of(said)]}}
    if last:
        facts[last] = {**facts[last], "valid_until": said["time"].replace("Z", "+00:00"), "superseded_by": id_}
    return facts


def rewritten(facts, thing, history):
    facts = {id_: row for id_, row in facts.items() if thing_of(row) != thing}
    for said in sorted(history, key=lambda said: said["time"]):
        facts = changed(facts, said)
    return facts


def believed(facts, statements):
    wanted = {(*thing_of(said), said["message"], said["value"]): said for said in statements}
    kept = {(*thing_of(row), one["message"], one["value"]): one for row in facts.values() for one in row["sources"]}
    for user, about in {key[:2] for key in kept.keys() - wanted.keys()}:
        left = [key for key in kept.keys() & wanted.keys() if key[:2] == (user, about)]
        facts = rewritten(facts, (user, about), [wanted[key] for key in left])
    for key in sorted(wanted.keys() - kept.keys(), key=lambda key: wanted[key]["time"]):
        facts = changed(facts, wanted[key])
    return facts
""",
    ),
    (
        """        facts = believed(said for said in statements if said["author"] == said["user"])
        changed = [""",
        """        facts = believed(known, [said for said in statements if said["author"] == said["user"]])
        others = [""",
    ),
    (
        '        if not changed:\n            raise AirflowSkipException("what is',
        '        if not others:\n            raise AirflowSkipException("what is',
    ),
    ("for id_ in changed})}\n\n    learn_facts()", "for id_ in others})}\n\n    learn_facts()"),
]
