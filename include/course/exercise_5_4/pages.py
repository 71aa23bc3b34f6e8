"""The pages of a check of exercise 5.4, and what happens to which."""

TRIPS = (
    "Take the train wherever it needs less than six hours, second class, and book it two weeks before the journey. ",
    "A room in a hotel may cost up to 140 euros a night with breakfast, and a little more in the week of a fair. ",
    "Photograph each receipt on the day on which you get it; the daily allowance for food is 58 euros without any. ",
)
WORKS = "This one works."
ABOUT_LEAVE = "This page says how days off are asked for, who agrees to them, and what becomes of those that are left. "
PAGES = {
    "leave.md": f"# Leave\n\n{ABOUT_LEAVE * 14}\n\nEverybody has 27 days of holiday a year.\n",
    "office.txt": "The office has a green door and a bell that nobody hears. A key that is lost costs 20 €.\n",
    "travel.md": "# Travel\n\n" + "\n\n".join(f"## Trip {n}\n\n{trip * 12}" for n, trip in enumerate(TRIPS, 1)),
    "twin-a.md": "# House rules\n\nWhoever leaves last closes the windows.\n",
    "twin-b.md": "# House rules\n\nWhoever leaves last closes the windows.\n",
}
"""Two have the same text: they are two documents all the same. One is edited near its end, where its second chunk is,
and stays as long."""
SHORTENED, TRAVEL = "travel.md", f"# Travel\n\n{TRIPS[0]}\n"
"""Several chunks at first, then one."""
EDITED, REMOVED, FAILING = "leave.md", ("office.txt", "twin-b.md"), "second.md"
DRAFT = {
    "office.txt.md": "# Draft\n\nNobody has published this page so far. The shelf has room for 10² folders.\n",
    "home/office.txt": "First ring the bell.\nThen open the door.\n",
    "b.md": "# B\n\nAsk us about it before you buy books.\n",
    "ours/twin-b.md": "# Keys\n\n- one for the door\n- one for the window\n",
}
"""Uploaded while nothing is published. Their names have a name in them that is REMOVED, or are in one."""
SUBTLE = {
    "office.txt.md": DRAFT["office.txt.md"].replace("10²", "102"),
    "home/office.txt": "Then open the door.\nFirst ring the bell.\n",
    "b.md": DRAFT["b.md"].replace("us about it", "US about IT"),
    "ours/twin-b.md": DRAFT["ours/twin-b.md"].replace("- one for the window", "  - one for the window"),
}
"""Edits of what a text loses where it is made uniform before its hash: signs, the order of lines, case, indentation."""
RETURNING = "office.txt"
POUNDS = {RETURNING: PAGES[RETURNING].replace("€", "£")}
"""An edit of nothing but a sign that ASCII does not have. Then that page is removed, and comes back as it was."""
QUICK = {f"quick-{n}.md": f"# Quick {n}\n\nBatch number {n} says something.\n" for n in (1, 2, 3)}
SLIP = {SHORTENED: f"{TRAVEL}\nThis line was a slip.\n"}
"""Edited in one of those batches, and edited back in the next one."""
OVERTAKEN, SINCE_THEN = "twin-a.md", "shutters"
AS_PUBLISHED, OVERTAKING = (PAGES[OVERTAKEN].replace("windows", other) for other in ("doors", SINCE_THEN))
"""Edited in one of those batches, and again before anybody embeds it: that edit is published later."""
VANISHED = {"vanished.md": "# Vanished\n\nThis page was published, and taken away again.\n"}
"""Added in one of those batches, and gone before anybody embeds it: its removal is published later."""
LATE = "quick-4.md"
"""Uploaded when those were not all embedded."""
UNSTORED, STORED = "third.md", "fourth.md"
"""Embedded when the store failed; uploaded after it."""
MANY = {f"many/{n}.md": f"# Note {n}\n\nThis is note number {n}.\n" for n in range(1, 27)}
"""Uploaded with STORED: more than 25, for whoever takes so many and no more at a time."""
RENAMED, ANOTHER_NAME = "home/office.txt", "home/bell.txt"
ALIKE = {
    "copies/b.md": SUBTLE["b.md"],
    "quick-2.md": QUICK["quick-3.md"],
    "quick-3.md": QUICK["quick-2.md"],
    ANOTHER_NAME: SUBTLE[RENAMED],
}
"""Uploaded with those: a copy of a page that is embedded, two that change their texts with each other, another name."""
UNDELETED = "quick-1.md"
"""Removed when the store failed."""
LEFT = "first.md"
LONG, SHORT = f"# First\n\n{ABOUT_LEAVE * 14}\n\n{WORKS}\n", f"# First\n\n{WORKS}\n"
"""It has two chunks, then one; the store fails when it has written that one."""
AS_IT_IS_NOW = "31 days"
MEANWHILE = {
    "meanwhile.md": "# Meanwhile\n\nWhoever embeds was at work when this page came.\n",
    EDITED: PAGES[EDITED].replace("27 days", AS_IT_IS_NOW),
}
"""Published while the embedding DAG is at work on that page."""
BEFORE = {"before.md": "# Before\n\nThis page came before that.\n"}
"""Published before those: its point is there when the store fails, and no event says so."""
CHANGED = {
    "edited": {EDITED},
    "shortened": {SHORTENED, *POUNDS, *DRAFT},
    "removed": set(REMOVED),
    "quick": {*QUICK, *SUBTLE, RETURNING, OVERTAKEN},
}
"""Documents that a step changes: points of others stay as they are."""
