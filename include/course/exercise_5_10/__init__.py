"""Exercise 5.10, incidents: six chains that ran green and lost or doubled something, each in an Airflow of its own.

Start from `chain.Chain`, `incident.Incident` and `checking.check_incident`.
"""
