"""`python -m bench.retrieval FOLDER…`: how well questions are answered by words, by meaning and by both, as Markdown.

A folder has corpus.jsonl, queries.jsonl and qrels/test.tsv, as BEIR's sets do: public ones are at
https://github.com/beir-cellar/beir, in many languages at https://github.com/project-miracl/miracl. Each document is
published, embedded and served as any other; a document's place is that of its best passage. `--identifiers` asks for
names that at most three passages have, over the sample and the documentation of installed packages. `--peers` asks the
retrievers of LangChain and LlamaIndex, too (`make bench` makes what they need, bench/venv).
"""

import argparse
import json
import re
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.retrieval.identifiers import ask_identifiers, documentation
from bench.retrieval.measures import estimate, ndcg, recall
from bench.retrieval.served import PASSAGES, Served
from bench.retrieval.sets import RetrievalSet, read_set
from bench.runs import PYTHON
from include.search.modes import Mode
from include.search.passage import Passage
from include.settings import PROJECT
from include.vector_store.fusion import DEPTH

BY_RANK, CONSTANT = "both, by rank", 60
SAMPLE = PROJECT / "include" / "data" / "documents"
PACKAGES = ("deltalake", "filelock", "httpx")
PEERS = {"langchain": "LangChain", "llamaindex": "LlamaIndex"}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.retrieval", description="What is found, and how well.")
    parser.add_argument("sets", nargs="*", type=Path, metavar="FOLDER", help="a set in BEIR's form")
    parser.add_argument("--identifiers", nargs="*", metavar="PACKAGE", help=f"ask for names ({', '.join(PACKAGES)})")
    parser.add_argument("--peers", action="store_true", help="what LangChain and LlamaIndex find, beside it")
    parser.add_argument("--keep", type=Path, help="where the indexes are kept; by default they are thrown away")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = asked.keep or Path(folder)
        if asked.sets:
            _measure([read_set(path) for path in asked.sets], work, PEERS if asked.peers else {})
        if asked.identifiers is not None:
            _name(asked.identifiers or PACKAGES, work)


def _measure(sets: Sequence[RetrievalSet], work: Path, peers: Mapping[str, str]) -> None:
    print("| set | by | nDCG@10 (95 %) | recall@5 | recall@100 |\n|---|---|---|---|---|")
    for each in sets:
        texts = enumerate(each.documents.values())
        files = {f"{number:06}.{'md' if text.startswith('# ') else 'txt'}": text for number, text in texts}
        ids = dict(zip(files, each.documents, strict=True))
        served = Served(work / each.name, files)
        found = {mode.value: served.passages(list(each.questions.values()), mode) for mode in Mode}
        found[BY_RANK] = list(map(_by_rank, found[Mode.WORDS], found[Mode.MEANING]))
        ranked = {mode: [[ids[passage.document] for passage in answer] for answer in found[mode]] for mode in found}
        for by, rankings in (ranked | {name: _of_peer(peer, each) for peer, name in peers.items()}).items():
            print(f"| {each.name} | {by} | {_figures(each, rankings)} |", flush=True)


def _figures(asked: RetrievalSet, rankings: Sequence[Sequence[str]]) -> str:
    """How good they are, given the documents of the passages that were found for each question, best first."""
    distinct = [list(dict.fromkeys(ranking)) for ranking in rankings]
    pairs = [(ranking, asked.gains[id_]) for ranking, id_ in zip(distinct, asked.questions, strict=True)]
    values = (
        estimate([ndcg(*pair) for pair in pairs]),
        estimate([recall(*pair, 5) for pair in pairs]),
        estimate([recall(*pair, 100) for pair in pairs]),
    )
    return " | ".join(map(str, values))


def _of_peer(peer: str, asked: RetrievalSet) -> list[list[str]]:
    """Documents that a peer's retriever finds, for each question."""
    told = {"documents": dict(asked.documents), "questions": list(asked.questions.values()), "limit": PASSAGES}
    command = [PYTHON, "-m", "bench.contenders.retrievers", peer]
    answered = subprocess.run(  # noqa: S603 - the project's own command
        command, cwd=PROJECT, input=json.dumps(told), stdout=subprocess.PIPE, text=True, check=True
    )
    return list(json.loads(answered.stdout))


def _by_rank(words: Sequence[Passage], meaning: Sequence[Passage]) -> list[Passage]:
    """Reciprocal rank fusion (Cormack, Clarke, Büttcher, SIGIR 2009), beside which ours is measured."""
    scores: dict[tuple[str, int], float] = defaultdict(float)
    passages = {(each.document, each.ordinal): each for each in (*words[:DEPTH], *meaning[:DEPTH])}
    for ranking in (words, meaning):
        for rank, each in enumerate(ranking[:DEPTH], start=1):
            scores[each.document, each.ordinal] += 1 / (CONSTANT + rank)
    return [passages[place] for place in sorted(scores, key=lambda place: -scores[place])]


def _name(packages: Sequence[str], work: Path) -> None:
    files = {
        f"sample/{path.relative_to(SAMPLE).as_posix()}": path.read_text("utf-8")
        for path in sorted(SAMPLE.rglob("*"))
        if re.fullmatch(r"\.(md|rst|txt|html?)", path.suffix)
    }
    for package in packages:
        files |= dict(documentation(package))
    served = Served(work / "identifiers", files)
    found = ask_identifiers(served)
    print(f"\n{found.asked} names that at most three of {served.about.points:,} passages have; one of these is first")
    for mode, count in found.first.items():
        print(f"- by {mode}: {count} ({count / found.asked:.1%})")
    print(f"- missed by both: {', '.join(found.missed) or 'none'}")


if __name__ == "__main__":
    main()
