"""The monitor is woken by the last asset of the chain that it watches."""

REQUIREMENT = "R7"
CHANGES = [('schedule=CronTriggerTimetable("*/5 * * * *", timezone="UTC"),', "schedule=[VECTOR_STORE],")]
