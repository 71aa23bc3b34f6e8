"""The map of what is served: vectors become places on a plane, and what did not change stays where it was.

Start from `draw.draw_map`, `projection.lay_out` and `embedding_map.EmbeddingMap`.
"""
