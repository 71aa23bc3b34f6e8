"""Who forgets takes the messages away; the chain that this wakes forgets the rest, and vacuums what it saves."""

CHANGES = [
    (
        """        WORKSHOP.save("thread_summaries", {id_: made.get(id_) or known[id_] for id_ in threads})
""",
        """        WORKSHOP.save("thread_summaries", {id_: made.get(id_) or known[id_] for id_ in threads})
        WORKSHOP.vacuum("thread_summaries")
""",
    ),
    (
        """        WORKSHOP.save("user_facts", facts)
""",
        """        WORKSHOP.save("user_facts", facts)
        WORKSHOP.vacuum("user_facts")
""",
    ),
    ("    @task(outlets=[CONVERSATIONS, FACTS])\n", "    @task(outlets=[CONVERSATIONS])\n"),
    (
        """        threads, summaries, facts = map(WORKSHOP.load, ("conversations", "thread_summaries", "user_facts"))
""",
        """        threads = WORKSHOP.load("conversations")
""",
    ),
    (
        """        WORKSHOP.save("thread_summaries", {id_: row for id_, row in summaries.items() if id_ not in theirs})
        WORKSHOP.save("user_facts", {id_: row for id_, row in facts.items() if row["user"] != user})
""",
        "",
    ),
    (
        """        for table in ("conversations", "thread_summaries", "user_facts"):
            WORKSHOP.vacuum(table)
        outlet_events[CONVERSATIONS].extra = {"threads": theirs}
        outlet_events[FACTS].extra = {"users": [user]}
""",
        """        WORKSHOP.vacuum("conversations")
        outlet_events[CONVERSATIONS].extra = {"threads": theirs}
""",
    ),
]
