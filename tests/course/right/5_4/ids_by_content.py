"""Ids that hold the content as well as the document: an edit makes new points and deletes old ones."""

CHANGES = [('f"{name}#{number}"', "f\"{name}#{number}#{row['sha256']}\"")]
