"""The asset has another URI than the text gives it."""

REQUIREMENT = "R12"
CHANGES = [('uri="x-course://exercise_5_4/embeddings"', 'uri="s3://handbook/embeddings"')]
