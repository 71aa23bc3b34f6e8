"""Asking the served collection, from the command line and from a web server.

Start from `query.search`, `searching.Searcher` and `replica.Replica`.
"""
