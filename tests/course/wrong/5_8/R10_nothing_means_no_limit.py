"""A budget of nothing is taken for no limit."""

REQUIREMENT = "R10"
CHANGES = [("            if cost > left:", '            if params["budget"] and cost > left:')]
