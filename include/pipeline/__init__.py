"""The four steps from documents to a served index, as plain functions; running one again is safe.

Start from `steps` (all of them, as a DAG calls them), `publish.publish_documents` and `embed.generate_embeddings`.
"""
