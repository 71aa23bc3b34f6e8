"""From texts to vectors: documents are read and cut into chunks, and a model makes a vector of each.

Start from `chunking.Chunker`, `model.find_model` and `encoder.open_encoder`.
"""
