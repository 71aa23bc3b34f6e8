"""Every asset of the bundle, defined once: two definitions of one name would drift, and Airflow would follow the last.

The URI names a thing and is never opened; where the data really is, the settings say.
"""

from airflow.sdk import Asset

DOCUMENTS = Asset(name="documents", uri="x-lake://documents", group="1-source")
EMBEDDINGS = Asset(name="embeddings", uri="x-lake://embeddings", group="2-derived")
VECTOR_STORE = Asset(name="vector_store", uri="x-qdrant://documents", group="3-served")
SEARCH_INDEX = Asset(name="search_index", uri="x-qdrant://documents/alias", group="3-served")
