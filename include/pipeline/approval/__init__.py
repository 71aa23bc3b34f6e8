"""What a run does by itself, and what waits for a person: the question, its words, and what was answered.

Start from `backlog.find_backlog`, `work.divide` and `question.question`.
"""
