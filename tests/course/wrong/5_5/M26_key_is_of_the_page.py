"""A refused key puts the page into quarantine."""

REQUIREMENT = "R4"
CHANGES = [("except PageRefusedError as error:", "except (PageRefusedError, KeyRefusedError) as error:")]
