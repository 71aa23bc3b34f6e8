"""Schedules with presets and deltas; an own helper for the report; a synchronous reading of the events by time."""

CHANGES = [
    ('CronTriggerTimetable("20 * * * *", timezone="UTC")', 'CronTriggerTimetable("@hourly", timezone="Europe/Berlin")'),
    ('CronTriggerTimetable("40 * * * *", timezone="UTC")', 'CronTriggerTimetable("5,25,45 * * * *", timezone="UTC")'),
    ('schedule=CronTriggerTimetable("*/5 * * * *", timezone="UTC")', 'schedule="*/10 * * * *"'),
    ("assets=[DOCUMENTS]", "assets=DOCUMENTS"),
]
