"""Questions answered with sources: quoted word for word, and kept as long as what they stand on stays.

Start from `cache.ask`, `retrieval.retrieve` and `answerer.Answerer`.
"""
