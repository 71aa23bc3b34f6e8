"""What is found: by words, by meaning, by both; on judged questions, and on identifiers that few passages have.

Start from `sets.read_set`, `served.Served` and `measures.mean`.
"""
