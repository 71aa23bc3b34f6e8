"""Faults of the model's service, made on purpose: a file for each, so that any process meets them."""

import json
from pathlib import Path


class BrokenEncoderError(Exception):
    """The model made no vectors of a document."""


class PageRefusedError(BrokenEncoderError):
    """The model cannot embed this page, and will say so again until its text is another one."""


class ServiceAwayError(BrokenEncoderError):
    """Nobody answers at the model's service. Such a fault passes."""


class KeyRefusedError(BrokenEncoderError):
    """The model's service refuses the key. It does so for every page, until a person gives it another one."""


class StoreAwayError(Exception):
    """The vector store does not answer. Such a fault passes."""


KINDS = {kind.__name__: kind for kind in (BrokenEncoderError, PageRefusedError, ServiceAwayError, KeyRefusedError)}
STORE = "store.away"
WORDS = {
    BrokenEncoderError: "the model fails at {document}, as broken_at says",
    PageRefusedError: "the model refuses the text of {document}",
    ServiceAwayError: "no answer from the model's service, asked for {document}",
    KeyRefusedError: "the model's service refuses the key, asked for {document}",
}


def place(folder: Path, document: str, kind: type[BrokenEncoderError], calls: int) -> Path:
    """Break the model at a document; taking the file away mends it.

    Args:
        calls: after so many the fault is over; 0 means never.
    """
    folder.mkdir(parents=True, exist_ok=True)
    first = "-passes" if calls else ""  # of two at one document it is met before the one that lasts: - sorts before .
    file = folder / f"{document.replace('/', '_')}{first}.json"
    file.write_text(json.dumps({"document": document, "error": kind.__name__, "calls": calls}), "utf-8")
    return file


def met(folder: Path, document: str) -> BrokenEncoderError | None:
    """The fault that a call for a document meets; one that passes is then one call nearer to its end."""
    for file in sorted(folder.glob("*.json")):
        fault = json.loads(file.read_text("utf-8"))
        if fault["document"] != document:
            continue
        calls = fault.get("calls", 0)
        if calls == 1:
            file.unlink()
        elif calls:
            file.write_text(json.dumps({**fault, "calls": calls - 1}), "utf-8")
        kind = KINDS[fault["error"]]
        return kind(WORDS[kind].format(document=document))
    return None


def place_in_store(folder: Path, at: str = "") -> Path:
    """Let nothing be written into the vector store; taking the file away mends it.

    Args:
        at: `upsert` or `delete`, where only one of them fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / STORE
    file.write_text(at, "utf-8")
    return file


def is_in_store(folder: Path, at: str) -> bool:
    """Whether the vector store cannot be written by an `upsert`, or a `delete`."""
    file = folder / STORE
    return file.exists() and file.read_text("utf-8") in ("", at)
