"""The payload names the document by its place in the table."""

REQUIREMENT = "R8"
CHANGES_OF_FORMER = [
    ('"payload": {"document": name,', '"payload": {"document": f"{sorted(embedded).index(name)}", "name": name,'),
    ('{(payload["document"], payload["sha256"])', '{(payload["name"], payload["sha256"])'),
    (
        '(payload["document"] in due or payload["document"] not in embedded)',
        '(payload["name"] in due or payload["name"] not in embedded)',
    ),
]
