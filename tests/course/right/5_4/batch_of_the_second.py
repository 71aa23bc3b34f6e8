"""A batch is named by its second, and a schedule is an asset, not a list of one."""

CHANGES_OF_FORMER = [
    ("{now:%Y%m%dT%H%M%S.%fZ}", "{now:%Y-%m-%dT%H:%M:%SZ}"),
    ("schedule=[DOCUMENTS]", "schedule=DOCUMENTS"),
    ("schedule=[EMBEDDINGS]", "schedule=(EMBEDDINGS,)"),
    ('"timestamp": now.isoformat()', '"timestamp": now.strftime("%Y-%m-%dT%H:%M:%SZ")'),
]
