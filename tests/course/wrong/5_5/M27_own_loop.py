"""The task waits for the service in a loop of its own."""

REQUIREMENT = "R3"
CHANGES = [
    ("import KeyRefusedError, PageRefusedError", "import KeyRefusedError, PageRefusedError, ServiceAwayError"),
    (
        "                pieces = WORKSHOP.embed(name, texts[name])\n",
        "                for _ in range(5):\n                    try:\n"
        "                        pieces = WORKSHOP.embed(name, texts[name])\n                        break\n"
        "                    except ServiceAwayError:\n                        pass\n",
    ),
]
