"""What is exported while exercise 5.9 is checked, batch by batch, and what is true afterwards."""

from include.course.chat_export import FIRST, Batch, Said

ADA, BEN, CLEO, DORA, EMIL, FINN = "u-ada", "u-ben", "u-cleo", "u-dora", "u-emil", "u-finn"
GUS, HANA, IVO, JUN, KIM, LEO = "u-gus", "u-hana", "u-ivo", "u-jun", "u-kim", "u-leo"
SAMS = ("u-sam-1", "u-sam-2")

AGAIN: Batch = {thread: FIRST[thread] for thread in ("oslo", "vectors")}
"""Threads of the first batch exported once more; nobody has said anything since."""
GROWN: Batch = {
    "practices": [Said("m20", ADA, "2026-03-17", "We build software for dental practices.")],
    "vectors": [*FIRST["vectors"], Said("m21", BEN, "2026-03-18", "We run Qdrant 3.x now.")],
}
"""A new thread, and one that grew by a contradiction."""
RIGHT_AFTER: Batch = {
    "apps": [Said("m22", ADA, "2026-03-20", "We write apps for dentists.")],
    "berlin": [
        Said("m23", KIM, "2026-03-21", "I live in Berlin."),
        Said("m28", KIM, "2026-03-22", "I live in Berlin."),
        Said("m32", LEO, "2026-03-16", "I live in Lisbon."),
        Said("m33", LEO, "2026-03-16", "I live in Porto.", clock="11:30"),
        Said("m34", LEO, "2026-03-16", "I live in Lisbon.", clock="16:05"),
    ],
    "upgrade": [
        Said("m24", CLEO, "2026-03-19", "We use PostgreSQL 16."),
        Said("m29", JUN, "2026-03-19", "We use PostgreSQL 16."),
        Said("m30", JUN, "2026-03-22", "We use PostgreSQL."),
        Said("m35", JUN, "2026-03-24", "We use PostgreSQL 16."),
    ],
}
"""Comes before anybody was woken by the batch before it. Somebody changes their mind twice on one day."""
LATE: Batch = {"lisbon": [Said("m25", DORA, "2026-02-01", "I live in Lisbon.")]}
"""A thread that was said long before it was exported."""
CORRECTED: Batch = {
    "postgres": [Said("m13", CLEO, "2026-02-06", "We use PostgreSQL.")],
    "kreuzberg": [Said("m7", IVO, "2026-02-01", "I live in Berlin Kreuzberg.")],
}
"""Messages that say what they said: one at another time, one by another user."""
EDITED: Batch = {
    **CORRECTED,
    "cache": [
        Said("m3", FINN, "2026-01-20", "We run Redis 6."),
        Said("m4", FINN, "2026-03-02", "We run Redis 7.", deleted=True),
    ],
    "crew": [Said("m5", EMIL, "2026-02-20", "We are a team of six.")],
    "turin": [Said("m14", GUS, "2026-02-15", "I live in Turin.")],
    "upgrade": [
        Said("m24", CLEO, "2026-03-19", "We use PostgreSQL 16."),
        Said("m29", JUN, "2026-03-19", "We use PostgreSQL 17."),
        Said("m30", JUN, "2026-03-22", "We use PostgreSQL."),
        Said("m35", JUN, "2026-03-24", "We use PostgreSQL 16."),
    ],
}
"""A message was edited, another one deleted, others are no longer exported, and one was edited between two that are
what they were. No thread has more messages than before."""
SMALL_TALK: Batch = {"porto": [*FIRST["porto"], Said("m26", DORA, "2026-04-05", "Thank you!")]}
LUNCH_AGAIN: Batch = {
    "lunch": [*FIRST["lunch"], Said("m27", IVO, "2026-04-12", "Thank you!")],
    "crew": [Said("m5", EMIL, "2026-02-20", "We are a team of six.", deleted=True)],
}
"""The thread of the user that was forgotten, exported once more; and the only message of somebody's fact was deleted,
by which no other fact becomes another one."""
TRACES = (HANA, "Hana Novak", "peanuts")
"""By these words the forgotten user would be found."""

BELIEVED = {
    "2026-01-31": set(),
    "2026-02-15": {"lives in Lisbon"},
    "2026-03-09": {"lives in Lisbon"},
    "2026-03-11": {"lives in Porto"},
    "2026-04-01": {"lives in Porto"},
}
"""Of Dora, by day."""
