"""A message that is in no export any more stays: each thread is all of its exports together."""

REQUIREMENT = "R1"
CHANGES = [
    (
        """            threads[export["thread"]] = {"messages": remembered(export["messages"])}
""",
        """            older = threads.get(export["thread"], {"messages": []})["messages"]
            merged = {message["id"]: message for message in [*older, *remembered(export["messages"])]}
            threads[export["thread"]] = {"messages": list(merged.values())}
""",
    ),
]
