"""Whether source, tables and vector store agree, and how what does not is mended: `python -m include.verify`.

Start from `verification.verify`, `repair.repair` and `verification.Verification`.
"""
