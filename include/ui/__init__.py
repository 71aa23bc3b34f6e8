"""The pages inside Airflow: search and freshness. `pages` knows Airflow, the rest does not."""
