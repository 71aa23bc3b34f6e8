"""Text out of bytes: a module for each type of document, which `extraction` chooses by the ending of the name.

Start from `html.read_html`, `docx.docx_text` and `pdf.pdf_text`.
"""
