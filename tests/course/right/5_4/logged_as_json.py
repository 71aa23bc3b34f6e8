"""Statistics as JSON, by a logger that is structlog's."""

CHANGES = [
    (
        '        log.info("the vector store was updated: %s", statistics)\n',
        '        structlog.get_logger(__name__).info("updated", **statistics)\n',
    ),
    ("import logging\n", "import json\nimport logging\n"),
    ("from airflow.sdk import Asset", "import structlog\nfrom airflow.sdk import Asset"),
]
