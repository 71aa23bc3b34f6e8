"""Answers with sources: found in the served index, quoted word for word, kept as long as what they stand on stays."""
