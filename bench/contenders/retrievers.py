"""What a peer's own retriever finds, with the python of `bench/venv`: `python -m bench.contenders.retrievers NAME`.

Standard input is one JSON object, `{"documents": {id: text}, "questions": [text], "limit": n}`; printed are the ids of
the documents of the passages that are found, a list for each question, best first. Both cut, store and search as their
own first example does, in memory, with the model that ours has.
"""

import json
import sys
import warnings
from collections.abc import Mapping, Sequence

from bench.contenders.langchain import model
from bench.contenders.shared import COLLECTION, answers_apart, model_folder, splitter


def langchain(documents: Mapping[str, str], questions: Sequence[str], limit: int) -> list[list[str]]:
    """Returns what `QdrantVectorStore.as_retriever` finds: by meaning, the store's default."""
    from langchain_core.documents import Document  # type: ignore[import-not-found]
    from langchain_qdrant import QdrantVectorStore  # type: ignore[import-not-found]

    whole = [Document(text, metadata={"id": id_}) for id_, text in documents.items()]
    chunks = splitter().split_documents(whole)
    store = QdrantVectorStore.from_documents(chunks, model(), location=":memory:", collection_name=COLLECTION)
    retriever = store.as_retriever(search_kwargs={"k": limit})
    return [[found.metadata["id"] for found in retriever.invoke(question)] for question in questions]


def llamaindex(documents: Mapping[str, str], questions: Sequence[str], limit: int) -> list[list[str]]:
    """Returns what `VectorStoreIndex.as_retriever` finds: sentences to 1,024 tokens, by meaning."""
    from llama_index.core import Document, VectorStoreIndex  # type: ignore[import-not-found]
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding  # type: ignore[import-not-found]

    index = VectorStoreIndex.from_documents(
        [Document(text=text, doc_id=id_) for id_, text in documents.items()],
        embed_model=HuggingFaceEmbedding(model_name=model_folder(), device="cpu"),
    )
    retriever = index.as_retriever(similarity_top_k=limit)
    return [[found.node.ref_doc_id for found in retriever.retrieve(question)] for question in questions]


RETRIEVERS = {"langchain": langchain, "llamaindex": llamaindex}


def main() -> None:
    warnings.simplefilter("ignore")
    answers = answers_apart()
    asked = json.load(sys.stdin)
    found = RETRIEVERS[sys.argv[1]](asked["documents"], asked["questions"], asked["limit"])
    answers.write(json.dumps(found))
    answers.flush()


if __name__ == "__main__":
    main()
