"""Points of documents that are gone are deleted, those of a document that became shorter are not."""

REQUIREMENT = "R8"
CHANGES_OF_FORMER = [
    ('(payload["document"] in due or payload["document"] not in embedded)', 'payload["document"] not in embedded')
]
