"""A language model, wherever it runs: one prompt, one call, one reply.

Start from `opening.open_language_model`, `calls.LanguageModel` and `local_model.LocalModel`.
"""
