"""The callback is not told what it needs: it breaks in the triggerer when it is called."""

REQUIREMENT = "R8"
CHANGES = [('AsyncCallback(run_is_late, kwargs={"minutes": 15})', "AsyncCallback(run_is_late)")]
