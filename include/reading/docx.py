"""DOCX as Markdown. Sizes are checked before unpacking."""

import io
import zipfile

from include.errors import UnreadableDocument
from include.reading.html import markdown_of

LARGEST_UNPACKED_BYTES = 200 * 1024 * 1024
_DOCX_HEADINGS = (("Title", 1), *((f"Heading {level}", level + 1) for level in range(1, 6)))
_DOCX_STYLES = "\n".join(
    f"p[style-name='{style}'] => h{level}:fresh"
    for name, level in _DOCX_HEADINGS
    for style in (name, name.lower())  # Word writes it small, other programs do not
)


def docx_text(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise UnreadableDocument("it is not a DOCX file (no zip archive)") from error
    if unpacked > LARGEST_UNPACKED_BYTES:
        raise UnreadableDocument(f"it unpacks to {unpacked:,} bytes; the limit is {LARGEST_UNPACKED_BYTES:,}")
    import mammoth

    try:
        html = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=_DOCX_STYLES,
            convert_image=mammoth.images.img_element(lambda _: {}),
            external_file_access=False,
        ).value
    except Exception as error:  # mammoth lets through whatever its XML and zip readers raise
        raise UnreadableDocument(f"it is a broken DOCX file ({type(error).__name__})") from error
    return markdown_of(html)[0]
