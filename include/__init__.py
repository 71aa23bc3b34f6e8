"""The logic of the bundle. Only what imports `airflow` needs Airflow; the rest runs without it."""
