"""How much faster two workers embed than one: `python -m bench.cluster_throughput [--documents 3000]`.

Each worker has one thread, as a machine of its own with one core would; two shards in either case. Timed is from the
first shard's start to the last one's end, as Airflow recorded it.
"""

import argparse
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil

from tools.cluster import Cluster
from tools.ports import free_port

SETTINGS = {"EMBEDDING_THREADS": "1", "EMBEDDING_SHARDS": "2", "DOCUMENTS_SCAN_SECONDS": "3600"}


def main() -> None:
    """Measure with one worker and with two; print seconds and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--documents", type=int, default=3000)
    documents = parser.parse_args().documents
    seconds = {}
    for workers in (1, 2):
        seconds[workers] = _embedding_seconds(workers, documents)
        load = psutil.getloadavg()[0]
        rate = documents / seconds[workers]
        print(
            f"{workers} workers: {seconds[workers]:.0f} s, {rate:.1f} documents a second (load {load:.1f})", flush=True
        )
    print(f"two workers are {seconds[1] / seconds[2]:.2f} times as fast as one")


def _embedding_seconds(workers: int, documents: int) -> float:
    with (
        tempfile.TemporaryDirectory(prefix="cluster-") as folder,
        Cluster(Path(folder), workers, free_port(), SETTINGS) as cluster,
    ):
        client = cluster.s3.client()

        def put(number: int) -> None:
            client.put_object(Bucket="documents", Key=f"page-{number:05}.md", Body=_page(number))

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(put, range(documents)))
        cluster.airflow.trigger("publish_documents")
        while not (shards := _ended_shards(cluster)):
            time.sleep(1)
    begun, ended = ([datetime.fromisoformat(shard[name]) for shard in shards] for name in ("start_date", "end_date"))
    return (max(ended) - min(begun)).total_seconds()


def _ended_shards(cluster: Cluster) -> list[dict[str, Any]]:
    """The shards, once all have succeeded."""
    tasks = cluster.airflow.get("/dags/generate_embeddings/dagRuns/~/taskInstances", limit=100)["task_instances"]
    shards = [task for task in tasks if task["task_id"] == "embed_shard" and task["map_index"] >= 0]
    return shards if shards and all(task["state"] == "success" for task in shards) else []


def _page(number: int) -> bytes:
    items = " ".join(f"Item {number * i} of the list costs {number + i * 3} euros." for i in range(1, 4))
    return f"# Page {number}\n\nThis is page {number}.\n\n## Rule {number * 7}\n\n{items}\n".encode()


if __name__ == "__main__":
    main()
