"""Where documents come from: a folder or an S3 prefix, listed, named, observed, and read as text.

Start from `documents.open_source`, `extraction.extract` and `observation.Observation`.
"""
