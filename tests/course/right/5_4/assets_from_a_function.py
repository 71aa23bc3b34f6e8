"""The assets are made by a function, with more to say of themselves."""

CHANGES = [
    (
        'DOCUMENTS = Asset(\n    name="exercise_5_4_documents",\n    uri="x-course://exercise_5_4/documents",\n    group="exercise_5_4",\n    extra={"format": "text"},\n)\nEMBEDDINGS = Asset(\n    name="exercise_5_4_embeddings",\n    uri="x-course://exercise_5_4/embeddings",\n    group="exercise_5_4",\n    extra={"kept_in": "the workshop"},\n)\nVECTOR_STORE = Asset(\n    name="exercise_5_4_vector_store",\n    uri="x-course://exercise_5_4/vector_store",\n    group="exercise_5_4",\n    extra={"collection": "exercise_5_4"},\n)\n',
        '\n\ndef declared(part: str, **extra: object) -> Asset:\n    name, uri = f"exercise_5_4_{part}", f"x-course://exercise_5_4/{part}"\n    return Asset(name=name, uri=uri, group="handbook", extra={"owner": "the handbook\'s team", **extra})\n\n\nDOCUMENTS, EMBEDDINGS = declared("documents"), declared("embeddings", models=["MiniLM"])\nVECTOR_STORE = declared("vector_store", collection="exercise_5_4", distance="cosine")\n',
    )
]
