"""The batch is named by the execution date, which runs of Airflow 3 do not have."""

REQUIREMENT = "R1"
CHANGES_OF_FORMER = [
    ("def publish_documents(*, outlet_events)", "def publish_documents(*, outlet_events, execution_date)"),
    ("{now:%Y%m%dT%H%M%S.%fZ}", "{execution_date:%Y%m%dT%H%M%S}"),
]
