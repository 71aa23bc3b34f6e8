"""The four steps in one process, without Airflow: `python -m include.sync`.

Start from `run.sync`, `run.plan` and `result.Result`.
"""
