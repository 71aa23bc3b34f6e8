"""The second system: what is cheap follows the observed sources by itself, what costs waits for a decision.

Start from `refresh.refresh`, `plan.plan_calls` and `run.make_calls`.
"""
