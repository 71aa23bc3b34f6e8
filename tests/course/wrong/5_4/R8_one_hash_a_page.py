"""Of each page one point's hash is compared, so what a run left that died between writing and deleting stays."""

REQUIREMENT = "R8"
CHANGES = [
    (
        '            stored = {(payload["document"], payload["sha256"]) for payload in before.values()}\n            wanted = {(name, row["sha256"]) for name, row in embedded.items()}\n            differing = {name for name, _ in stored ^ wanted}  # also where a run died half way',
        '            stored = {before[id_]["document"]: before[id_]["sha256"] for id_ in sorted(before, key=lambda i: i in {str(uuid5(NAMESPACE_URL, f"{before[i][\'document\']}#0"))})}\n            differing = {name for name in stored.keys() | embedded.keys() if stored.get(name) != embedded.get(name, {}).get("sha256")}',
    )
]
