"""The pages inside Airflow: Search with what is known of people, Freshness, the map, and reports of runs."""
