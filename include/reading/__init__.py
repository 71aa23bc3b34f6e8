"""Text out of bytes: a module for each type of document, which `extraction` chooses by the ending of the name.

Start from `html.read_html`, `docx.docx_text` and `pdf.pdf_text`.
"""

READING = "1"
"""Version of what the readers make of documents. Whoever changes what a reader returns counts it up: documents that
were read otherwise are then planned, priced and asked for, as with another chunker."""
