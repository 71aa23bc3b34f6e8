"""A batch that is late makes all that wait beside it late."""

REQUIREMENT = "R6"
CHANGES = [
    (
        '"late": batch_id in waiting and now - time > LATE_AFTER,',
        '"late": batch_id in waiting and any(now - began[other] > LATE_AFTER for other in waiting if other in began),',
    ),
]
