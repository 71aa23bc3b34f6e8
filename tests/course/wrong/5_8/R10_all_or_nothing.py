"""A plan that costs more than the budget is not begun."""

REQUIREMENT = "R10"
CHANGES = [
    (
        '        left = params["budget"]\n',
        '        left = params["budget"]\n        if plan["cost"] > left:\n            raise AirflowFailException("the plan costs more")\n',
    ),
]
