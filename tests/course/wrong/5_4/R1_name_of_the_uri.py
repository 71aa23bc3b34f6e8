"""The asset is named by its URI, which Airflow allows and the text does not."""

REQUIREMENT = "R1"
CHANGES = [('    name="exercise_5_4_vector_store",\n    uri=', "    uri=")]
