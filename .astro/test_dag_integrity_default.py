"""What `astro dev parse` runs. Ours: the file that CLI 1.x writes calls DagBag as Airflow 3.3 no longer allows."""

from tests.dags.test_dag_integrity import *  # noqa: F403
