"""Text out of bytes: a module for each type of document, which `extraction` chooses by the ending of the name.

Start from `html.read_html`, `docx.docx_text` and `pdf.read_pdf`.
"""

READERS = {
    "asciidoc": 1,
    "delimited": 1,
    "docx": 3,
    "eml": 1,
    "epub": 1,
    "html": 3,
    "markdown": 3,
    "notebook": 1,
    "pdf": 3,
    "pptx": 1,
    "restructuredtext": 2,
    "text": 2,
    "xlsx": 1,
}
"""Version of what each reader makes of a document. Whoever changes what a reader returns counts it up: documents
that were read otherwise are then planned, priced and asked for, as with another chunker."""
READING = " ".join(f"{name} {version}" for name, version in READERS.items() if version > 1)
"""Names how documents are read. A new reader is not in it: what it reads was read by none before."""
REVISION = 1
"""Of what few documents would read otherwise for, or none: letters that a font draws, where a passage stands. Whoever
changes that counts it up: every document is read and cut once more beside what is served, which stays, and what reads
as before is not embedded."""
