"""What the checker takes from Airflow's inside is as it knows it."""

from importlib.metadata import version

from include.course.airflow_inside import changed


def test_what_the_checker_takes_from_inside_of_airflow_is_as_it_was() -> None:
    found, airflow = "; ".join(changed()), version("apache-airflow-core")
    assert not found, f"the inside of Airflow {airflow} is another one: {found}; mend airflow_inside.py"
