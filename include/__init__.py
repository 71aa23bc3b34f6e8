"""The logic of the bundle. Everything but `assets`, `airflow_io` and `forms` runs without Airflow."""
