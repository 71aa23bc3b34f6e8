"""A watermark moves to the batch of each page embedded; who fails after the first page of a batch loses the others."""

REQUIREMENT = "R7"
CHANGES = [
    (
        'due = {name: row for name, row in published.items() if row["sha256"] != embedded.get(name, {}).get("sha256")}',
        'watermark = WORKSHOP.load("watermark").get("embedded", {}).get("batch_id", "")\n'
        '        changed = {name for name, row in published.items() if row["sha256"] != embedded.get(name, {}).get("sha256")}\n'
        '        due = {name: published[name] for name in changed if published[name]["batch_id"] > watermark}',
    ),
    (
        '            WORKSHOP.save("embedded", embedded)  # after',
        '            newest = max(watermark, due[name]["batch_id"])\n            WORKSHOP.save("watermark", {"embedded": {"batch_id": newest}})\n            WORKSHOP.save("embedded", embedded)  # after',
    ),
]
