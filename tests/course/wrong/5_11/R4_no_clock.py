"""Both have to change; no week ever prints."""

REQUIREMENT = "R4"
CHANGES = [
    ("schedule=AssetOrTimeSchedule(timetable=MONDAYS, assets=POLICIES & GUIDES)", "schedule=(POLICIES & GUIDES)")
]
