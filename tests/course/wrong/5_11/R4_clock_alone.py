"""The clock prints, no asset does."""

REQUIREMENT = "R4"
CHANGES = [("schedule=AssetOrTimeSchedule(timetable=MONDAYS, assets=POLICIES & GUIDES)", "schedule=MONDAYS")]
