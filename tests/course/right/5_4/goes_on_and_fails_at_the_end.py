"""A page that the model fails at does not keep the others; at the end the run fails because of it."""

CHANGES_OF_FORMER = [
    ("        count = 0\n", "        count, failed = 0, {}\n"),
    (
        "            pieces = WORKSHOP.embed(name, texts[name])\n",
        "            try:\n                pieces = WORKSHOP.embed(name, texts[name])\n"
        "            except Exception as error:\n                failed[name] = error\n                continue\n",
    ),
    (
        '        WORKSHOP.save("embedded", embedded)\n        outlet_events',
        '        WORKSHOP.save("embedded", embedded)\n        if failed:\n'
        '            raise RuntimeError(f"not embedded: {failed}")\n        outlet_events',
    ),
]
