"""Exercise 5.6: partial updates, chunk by chunk.

Three DAGs and three assets; the first DAG is given. `exercises/exercise_5_6_partial_updates.md` says what to do.

    documents uploaded ──▶ documents ──▶ embeddings ──▶ vector_store
                      publish        embed         update_store

Check it with `make check E=5.6`.
"""

from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5

from airflow.sdk import Asset, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from include.course.workshop import Workshop

WORKSHOP = Workshop("solution_5_6")
DOCUMENTS = Asset(name="solution_5_6_documents", uri="x-course://solution_5_6/documents")
EMBEDDINGS = Asset(name="solution_5_6_embeddings", uri="x-course://solution_5_6/embeddings")
VECTOR_STORE = Asset(name="solution_5_6_vector_store", uri="x-course://solution_5_6/vector_store")


def hash_of(text: str) -> str:
    """What a text is, wherever it stands: sha256, hexadecimal."""
    return sha256(text.encode()).hexdigest()


# >>> 1
def is_current(row: dict, published: dict, recipe: dict) -> bool:
    """Whether a row of `chunks` comes from the present text, cut and embedded as we do it now."""
    return row["sha256"] == published.get("sha256") and recipe.items() <= row.items()


def chunks_of(rows: dict) -> set:
    """Whose text and which, of the table `chunks`."""
    return {(name, hash_) for name, row in rows.items() for hash_ in row["hashes"]}


# <<<
# >>> 2
def point_id(document: str, hash_: str) -> str:
    """Whose text it is and what it says; not where it stands, for that changes when something is put before it."""
    return str(uuid5(NAMESPACE_URL, f"{document}#{hash_}"))


# <<<
@dag(schedule=None, tags=["course", "5.6"], is_paused_upon_creation=False)
def solution_5_6_publish() -> None:
    @task(outlets=[DOCUMENTS])
    def publish_documents(*, outlet_events) -> None:
        """Given: what exercise 5.4 is about."""
        extra = WORKSHOP.publish()
        if not extra:
            raise AirflowSkipException("nothing changed, so there is nothing to tell")
        outlet_events[DOCUMENTS].extra = extra

    publish_documents()


@dag(schedule=[DOCUMENTS], max_active_runs=1, tags=["course", "5.6"], is_paused_upon_creation=False)
def solution_5_6_embed() -> None:
    @task(outlets=[EMBEDDINGS])
    def embed_chunks(*, outlet_events) -> None:
        """Cut the documents that are due, and embed those texts of theirs that have no vector yet."""
        # >>> 1
        published, before = WORKSHOP.load("published"), WORKSHOP.load("chunks")
        recipe = WORKSHOP.fingerprints()
        current = {name for name, row in before.items() if is_current(row, published.get(name, {}), recipe)}
        due = published.keys() - current
        if not (due or before.keys() - published.keys()):
            raise AirflowSkipException("every published document is cut and embedded")
        documents = WORKSHOP.documents()
        cut = {name: WORKSHOP.chunks(name, documents[name]) for name in sorted(due & documents.keys())}

        # A dictionary holds a text once, though it may stand in two documents of one upload.
        texts = {f"{recipe['model']}/{hash_of(text)}": text for pieces in cut.values() for text in pieces}
        embeddings = WORKSHOP.load("embeddings")
        new = {key: text for key, text in texts.items() if key not in embeddings}
        for key, vector in zip(new, WORKSHOP.encode(list(new.values())), strict=True):
            embeddings[key] = {"text": new[key], "vector": vector}
        WORKSHOP.save("embeddings", embeddings)  # nothing is taken out: what is gone may come back

        after = {name: row for name, row in before.items() if name in published}
        for name, pieces in cut.items():
            hashes = [hash_of(text) for text in pieces]
            after[name] = {"sha256": hash_of(documents[name]), **recipe, "hashes": hashes}
        WORKSHOP.save("chunks", after)  # after the vectors: a run that dies before this line does it again
        chunks = sum(len(row["hashes"]) for row in after.values())
        outlet_events[EMBEDDINGS].extra = {
            "chunks": chunks,
            "embedded": len(new),
            "reused": chunks - len(new),
            "removed": len(chunks_of(before) - chunks_of(after)),
        }
        # === todo(1)
        # <<<

    embed_chunks()


@dag(schedule=[EMBEDDINGS], max_active_runs=1, tags=["course", "5.6"], is_paused_upon_creation=False)
def solution_5_6_update_store() -> None:
    @task(outlets=[VECTOR_STORE])
    def update_points(*, outlet_events) -> None:
        """Write the points that are missing or of another model, and delete those of chunks that are gone."""
        # >>> 2
        chunks, embeddings = WORKSHOP.load("chunks"), WORKSHOP.load("embeddings")
        wanted = {
            point_id(name, hash_): {"document": name, "hash": hash_, "model": row["model"]}
            for name, row in chunks.items()
            for hash_ in row["hashes"]
        }
        with WORKSHOP.collection() as collection:
            before = collection.points()
            due = {id_: payload for id_, payload in wanted.items() if before.get(id_) != payload}
            old = before.keys() - wanted.keys()
            if not (due or old):
                raise AirflowSkipException("the collection holds what it should")
            points = []
            for id_, payload in due.items():
                known = embeddings[f"{payload['model']}/{payload['hash']}"]
                points.append({"id": id_, "vector": known["vector"], "payload": {**payload, "text": known["text"]}})
            collection.upsert(points)
            collection.delete(old)
            outlet_events[VECTOR_STORE].extra = {
                "written": len(points),
                "deleted": len(old),
                "total": collection.count(),
            }
        # === todo(2)
        # <<<

    update_points()


solution_5_6_publish()
solution_5_6_embed()
solution_5_6_update_store()
