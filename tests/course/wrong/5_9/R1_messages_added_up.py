"""Exports of a thread are added up: what was deleted or edited stays beside what it became."""

REQUIREMENT = "R1"
CHANGES = [
    (
        '            threads[export["thread"]] = {"messages": remembered(export["messages"])}\n',
        '            known = threads.get(export["thread"], {"messages": []})["messages"]\n'
        '            fresh = [one for one in remembered(export["messages"]) if one not in known]\n'
        '            threads[export["thread"]] = {"messages": known + fresh}\n',
    ),
]
