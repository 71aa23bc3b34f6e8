"""The callback is a function of the DAG file, which the triggerer cannot import."""

REQUIREMENT = "R8"
CHANGES = [
    ("DEADLINE = DeadlineAlert(", "async def tell(minutes, **_):\n    print(minutes)\n\n\nDEADLINE = DeadlineAlert("),
    ('AsyncCallback(run_is_late, kwargs={"minutes": 15})', 'AsyncCallback(tell, kwargs={"minutes": 15})'),
]
