"""A question without an answer has no citations and is carried on unseen: a page that answers it comes in vain."""

REQUIREMENT = "R6"
CHANGES = [('            elif row["evidence"] ==', '            elif not row["citations"] or row["evidence"] ==')]
