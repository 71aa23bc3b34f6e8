"""A task before decides whether anything is due; the keys of rows and points are the learner's own."""

FILES = {
    "mine.py": r'''from collections import defaultdict
from hashlib import sha256
from uuid import UUID, uuid5

from airflow.sdk import Asset, AssetAlias, Metadata, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from include.course.workshop import Workshop

W = Workshop("exercise_5_6")
DOCUMENTS = Asset(name="exercise_5_6_documents", uri="x-course://exercise_5_6/documents")
EMBEDDINGS = Asset(name="exercise_5_6_embeddings", uri="x-course://exercise_5_6/embeddings")
VECTOR_STORE = Asset(name="exercise_5_6_vector_store", uri="x-course://exercise_5_6/vector_store")
SPACE = UUID("7d1f3c4e-2f8e-4a33-9a5b-0f6ef1f0a111")


def hash_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@dag(schedule=None, is_paused_upon_creation=False)
def exercise_5_6_publish():
    @task(outlets=[DOCUMENTS])
    def publish_documents(*, outlet_events):
        extra = W.publish()
        if not extra:
            raise AirflowSkipException("nothing changed")
        outlet_events[DOCUMENTS].extra = extra

    publish_documents()


def pairs(rows):
    """(document, hash) of each chunk."""
    return {(name, digest) for name, row in rows.items() for digest in row["hashes"]}


@dag(schedule=[DOCUMENTS], max_active_runs=1, is_paused_upon_creation=False)
def exercise_5_6_embed():
    @task.short_circuit
    def something_is_due() -> bool:
        prints = W.fingerprints()
        published, rows = W.load("published"), W.load("chunks")
        wanted = {name: (row["sha256"], prints["chunker"], prints["model"]) for name, row in published.items()}
        have = {name: (row["sha"], row["chunker"], row["model"]) for name, row in rows.items()}
        return wanted != have

    @task(outlets=[EMBEDDINGS])
    def embed_chunks():
        prints = W.fingerprints()
        model = prints["model"]
        texts = W.documents()
        published, rows = W.load("published"), W.load("chunks")
        vectors = W.load("embeddings")
        fresh, new = {}, {}
        for name in published:
            row = rows.get(name)
            if row and (row["sha"], row["chunker"]) == (published[name]["sha256"], prints["chunker"]):
                fresh[name] = dict(row, model=model)
                cut = None if row["model"] == model else W.chunks(name, texts[name])
            else:
                cut = W.chunks(name, texts[name])
                fresh[name] = {"sha": published[name]["sha256"], "chunker": prints["chunker"], "model": model,
                               "hashes": [hash_of(part) for part in cut]}
            for part in cut or []:
                key = model + ":" + hash_of(part)
                if key not in vectors:
                    new[key] = part
        if new:
            for (key, part), vector in zip(new.items(), W.encode([*new.values()])):
                vectors[key] = {"vector": vector, "text": part}
            W.save("embeddings", vectors)
        W.save("chunks", fresh)
        total = sum(len(row["hashes"]) for row in fresh.values())
        yield Metadata(EMBEDDINGS, {
            "chunks": total, "embedded": len(new), "reused": total - len(new),
            "removed": len(pairs(rows) - pairs(fresh)),
        })

    something_is_due() >> embed_chunks()


@dag(schedule=[EMBEDDINGS], max_active_runs=1, is_paused_upon_creation=False)
def exercise_5_6_update_store():
    @task(outlets=[VECTOR_STORE])
    def update_points(*, outlet_events):
        target = {}
        for name, row in W.load("chunks").items():
            for digest in row["hashes"]:
                target[str(uuid5(SPACE, name + "|" + digest))] = (name, digest, row["model"])
        vectors = W.load("embeddings")
        with W.collection() as store:
            present = {
                id_: (point["document"], point["hash"], point["model"]) for id_, point in store.points().items()
            }
            stale = [id_ for id_ in present if id_ not in target]
            missing = [id_ for id_ in target if present.get(id_) != target[id_]]
            if not stale and not missing:
                raise AirflowSkipException("as it should be")
            batch = []
            for id_ in missing:
                name, digest, model = target[id_]
                known = vectors[model + ":" + digest]
                batch.append({
                    "id": id_, "vector": known["vector"],
                    "payload": {"document": name, "hash": digest, "model": model, "text": known["text"]},
                })
            store.upsert(batch)
            store.delete(stale)
            count = store.count()
        outlet_events[VECTOR_STORE].extra = {"written": len(batch), "deleted": len(stale), "total": count}

    update_points()


exercise_5_6_publish()
exercise_5_6_embed()
exercise_5_6_update_store()
''',
}
