"""The seconds of a timedelta begin anew each day: what is late by a day and a minute passes for young."""

REQUIREMENT = "R6"
CHANGES = [
    (
        '"late": batch_id in waiting and now - time > LATE_AFTER,',
        '"late": batch_id in waiting and (now - time).seconds > LATE_AFTER.seconds,',
    ),
]
