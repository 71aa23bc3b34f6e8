"""What was embedded is noted after the whole batch: a retry embeds it again."""

REQUIREMENT = "R6"
CHANGES = [
    (
        '            WORKSHOP.save("embedded", embedded)  # after each page: the next try begins where this one ended\n',
        "",
    )
]
