"""Why a document is refused."""

import pytest

from include.errors import UnreadableDocument
from include.sources.extraction import extract


def reason(data: bytes, document: str) -> str:
    """Returns the one line that a person gets."""
    with pytest.raises(UnreadableDocument) as caught:
        extract(data, document)
    assert "\n" not in str(caught.value)
    return str(caught.value)
