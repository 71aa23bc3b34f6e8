"""What a simulation found to be wrong."""


class Finding(AssertionError):
    """Something that must never be.

    Args:
        kind: which rule was broken; a story is shrunk for as long as it breaks this one.
        details: what was seen.
    """

    def __init__(self, kind: str, details: object = "") -> None:
        super().__init__(f"{kind}: {details}")
        self.kind = kind


def require(holds: object, kind: str, details: object = "") -> None:
    """Raise where a rule is broken."""
    if not holds:
        raise Finding(kind, details)
