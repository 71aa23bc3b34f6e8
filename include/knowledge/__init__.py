"""The third system: conversations, their summaries, and facts about users that change with new evidence.

Start from `sync.sync`, `facts.derive_facts` and `questions.Knowledge`.
"""
