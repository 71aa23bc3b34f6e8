"""An id is made from the text that is asked."""

REQUIREMENT = "R3"
CHANGES = [
    (
        'wanted[f"{concept}--{template}"]',
        "wanted[hash_of(prompt)[:16]]",
    ),
]
