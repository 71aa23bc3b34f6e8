"""How long a change takes until it can be found, and which documents are late, and why.

Start from `hops.look`, `waiting.stale_documents` and `events.AssetEvent`.
"""
