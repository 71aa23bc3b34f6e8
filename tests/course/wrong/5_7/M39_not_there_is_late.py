"""Whatever has not arrived is late, however young."""

REQUIREMENT = "R5"
CHANGES = [('"late": batch_id in waiting and now - time > LATE_AFTER,', '"late": batch_id in waiting,')]
