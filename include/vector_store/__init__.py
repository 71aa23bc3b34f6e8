"""Qdrant, embedded in a folder or served; what it holds can be made again from the tables.

Start from `protocol.VectorStore`, `store.open_store` and `state.peek`.
"""
