"""The pages inside Airflow: search, freshness, the embedding map, and what is known of people.

Start from `pages.app`, `freshness_answer` and `replies.told`.
"""
