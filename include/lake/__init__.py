"""The Delta tables: schemas, queries, the change feed and its history, and the reports that lie beside them.

Start from `tables.Lake`, `queries.read_rows` and `reports.write_report`.
"""
