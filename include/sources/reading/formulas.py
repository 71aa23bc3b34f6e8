"""Formulas in one line, as people type them: `a/b`, `x²`, `x_(ij)`; 10⁶ is not 106, and ½ is not 12."""

from include.sources.reading.blocks import raised

_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


def bracketed(text: str) -> str:
    """Returns a part of a fraction, in brackets where it is more than one number or name."""
    return text if len(text) == 1 or text.isalnum() else f"({text})"


def power(text: str) -> str:
    """Returns what stands raised beside its base."""
    lifted = raised(text)
    return lifted if lifted != text or not text.strip() else f"^{text}" if len(text) == 1 else f"^({text})"


def index(text: str) -> str:
    """Returns what stands lowered beside its base."""
    lowered = text.translate(_LOWERED)
    return lowered if lowered != text and not any(map(str.isalpha, text)) else f"_{text}" if text.strip() else ""
