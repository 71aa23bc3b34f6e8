"""The second system: language models write essays on concepts and score them; what costs waits for a decision.

Start from `refresh.refresh`, `plan.plan_calls` and `run.make_calls`.
"""
