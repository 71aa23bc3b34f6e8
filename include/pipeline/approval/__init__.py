"""What a run does by itself, and what waits for a person: the question, its words, and what was answered.

Start from `work.plan_work`, `question.question` and `asked.Asked`.
"""
