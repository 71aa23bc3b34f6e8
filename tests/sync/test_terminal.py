"""What the commands print: for a person on a terminal of 80 columns, plain and the same for ever in a pipe."""

import os
import re
import struct
import subprocess
import sys
from fcntl import ioctl
from pty import openpty
from termios import TIOCSWINSZ

import pytest

from include import command_line
from include.search import __main__ as search
from include.search.query import SearchResult
from include.settings import PROJECT
from tests.conftest import Workplace
from tests.sync.test_commands import run

COLUMNS = 80
COLOUR = re.compile(r"\x1b\[(?:[0-9;]*;)?(?:3[0-7]|9[0-7]|38)(?:;[0-9;]*)?m")
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\]8;[^\x1b]*\x1b\\")
"""Colours and the like, and where a link leads."""


def on_a_terminal(place: Workplace, module: str, *arguments: str, **environment: str) -> str:
    """What is written to a terminal of 80 columns, colours and all."""
    ours, theirs = openpty()
    ioctl(theirs, TIOCSWINSZ, struct.pack("HHHH", 24, COLUMNS, 0, 0))
    inherited = {
        name: value for name, value in place.process_environment.items() if name not in ("NO_COLOR", "COLUMNS")
    }
    process = subprocess.Popen(
        [sys.executable, "-m", f"include.{module}", *arguments],
        cwd=PROJECT,
        env=inherited | {"TERM": "xterm-256color"} | environment,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    written = b""
    while part := _read(ours):
        written += part
    os.close(ours)
    assert process.wait() in (0, 1)
    return written.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so when the other end is closed
        return b""


def lines(written: str) -> list[str]:
    return CONTROL.sub("", written).replace("\r", "\n").splitlines()


def test_plain_lines_in_a_pipe(workplace: Workplace) -> None:
    workplace.write("broken.pdf", b"%PDF-1.7 nothing more")
    *counts, seconds, hint = run(workplace, "sync").stdout.splitlines()
    assert counts == [
        "documents: 5 added, 0 changed, 0 removed, 0 unchanged, 1 quarantined, 5 total",
        "chunks: 4 total, 4 embedded, 0 reused",
        "vectors: 4 upserted, 0 updated payload, 0 deleted, 4 total",
    ]
    assert re.fullmatch(
        r"seconds: [\d.]+ documents, [\d.]+ chunks, [\d.]+ vectors, [\d.]+ index, [\d.]+ total", seconds
    )
    assert hint == "1 quarantined; `python -m include.verify` says why"
    found = run(workplace, "search", "how many days off do I get", "--limit", "1").stdout
    assert re.fullmatch(r"0\.\d\d  handbook/leave\.md  Leave.*\n(  .*\n|\n)+", found), found
    assert "  Everybody has 27 days of holiday.\n" in found
    (workplace.documents / "notes.txt").write_text("Edited, not synchronised.\n")
    assert run(workplace, "verify").stdout.splitlines() == [
        "5 documents, 4 chunks, 4 points, 0 missing, 1 stale, 0 duplicate",
        "stale: notes.txt",
        "quarantined: broken.pdf: it is a broken PDF (its end is missing)",
        "they do not agree; --repair mends exactly this",
    ]


def test_a_terminal_gets_tables_a_bar_and_colours_within_80_columns(workplace: Workplace) -> None:
    synced = on_a_terminal(workplace, "sync")
    found = on_a_terminal(workplace, "search", "how many days off do I get")
    checked = on_a_terminal(workplace, "verify")
    assert "embedded         ━" in CONTROL.sub("", synced)
    assert "points written   ━" in CONTROL.sub("", synced)
    assert any(re.fullmatch(r"│ documents │   4 │ 4 added +│ +[\d.]+ │", line) for line in lines(synced)), synced
    assert re.search(r"\x1b\[1;33mdays\x1b\[0m of holiday", found)
    assert any(line.startswith("╭─ handbook/leave.md  Leave › Days  lines 1-9 ─") for line in lines(found)), found
    assert f";file://{workplace.documents}/handbook/leave.md\x1b" in found
    assert "all agree" in checked
    for written in (synced, found, checked):
        assert COLOUR.search(written)
        assert max(len(line) for line in lines(written)) <= COLUMNS
    for command in (["sync"], ["search", "days off"], ["verify"]):
        plain = on_a_terminal(workplace, *command, NO_COLOR="1")
        assert not COLOUR.search(plain), plain


def test_a_text_cannot_give_the_terminal_a_command(workplace: Workplace, capsys: pytest.CaptureFixture[str]) -> None:
    said = ("notes.txt", "Red \x1b[31m", "One.\n\x1b]0;owned\x07Two.\tThree.", 0.5, ("One",))
    answer = SearchResult(*said, place="rows 1-2 of \x1b[2J", link="s3://docs/\x1b[31m")
    search._show(workplace.settings, [answer])
    assert (
        capsys.readouterr().out
        == "0.50  notes.txt  Red �[31m  rows 1-2 of �[2J\n  s3://docs/�[31m\n  One.\n  �]0;owned�Two.\tThree.\n\n"
    )


def test_progress_is_silent_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    with command_line.progress_bar() as progress:
        progress("embedded", 1, 2)
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")
