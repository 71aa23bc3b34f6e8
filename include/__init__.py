"""The logic of the bundle, in rooms by subject; a room imports only from those on floors below it.

Start from `pipeline` (the four steps), `airflow_io` (everything that knows Airflow) and `settings`.
"""
