"""What an event inserted is taken for what there is."""

REQUIREMENT = "R14"
CHANGES = [('newest.extra["total"]', 'newest.extra["inserted"]')]
