"""Ids that hold the content as well as the document: an edit makes new points and deletes old ones."""

CHANGES_OF_FORMER = [('f"{name}#{number}"', "f\"{name}#{number}#{row['sha256']}\"")]
