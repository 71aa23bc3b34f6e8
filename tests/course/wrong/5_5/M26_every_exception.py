"""Whatever is raised, the page is to blame."""

REQUIREMENT = "R3"
CHANGES = [("except PageRefusedError as error:", "except Exception as error:")]
