"""The id of a point has the batch in it, so an edit gives others to the chunks that say what they said."""

REQUIREMENT = "R8"
CHANGES = [('f"{name}#{number}"', "f\"{row['batch_id']}/{name}#{number}\"")]
