"""The zip as Slack makes it: who said what in which thread, what became of it, and nothing that it must not do."""

import io
import json
import struct
import zipfile
from typing import Any

import pytest

from include.errors import UnreadableDocument
from include.knowledge.collect import collect
from include.knowledge.facts import derive_facts
from include.knowledge.forget import forget
from include.knowledge.proof import require_forgotten, traces
from include.knowledge.slack import archive
from include.knowledge.slack.export import read_slack_export, threads_of
from include.knowledge.summaries import summarise
from include.provenance import Event, Provenance
from tests.knowledge.conftest import Chat
from tests.knowledge.slack_workspace import (
    BEN,
    BOT,
    CHANNELS,
    MEMBERS,
    MIRA,
    MONDAY,
    TUESDAY,
    said,
    stamp,
    workspace,
    zipped,
)

HOME = said(MIRA, "I live in Berlin.", MONDAY)
ASKED = said(BEN, "Who moved, &lt;@U0MIRA&gt;? <@U0MIRA>, see <https://x.example/a|the list>", MONDAY + 1,
             thread_ts=stamp(MONDAY + 1), replies=[{"user": MIRA, "ts": stamp(TUESDAY)}])  # fmt: skip
MOVED = said(MIRA, "I moved to Hamburg.", TUESDAY, thread_ts=stamp(MONDAY + 1), parent_user_id=BEN)
CI = {"type": "message", "subtype": "bot_message", "bot_id": "B9", "username": "CI"}
REPLY = {"thread_ts": stamp(MONDAY + 1)}


def learn(chat: Chat) -> Event:
    """What a run does up to the facts; where they are indexed is asked elsewhere. The event of the first step."""
    first, *_ = [step(chat.settings, chat.lake, Provenance()) for step in (collect, summarise, derive_facts)]
    return first.event


def threads(**archives: bytes) -> dict[str, list[tuple[str, str]]]:
    """Who said what, by thread."""
    found = threads_of({file: read_slack_export(data) for file, data in archives.items()})
    return {thread.thread: [(one.user, one.text) for one in thread.messages] for _, thread in found}


def test_replies_are_a_thread_and_what_is_said_beside_them_in_a_day_is_another() -> None:
    noise = [
        {"type": "message", "subtype": "channel_join", "user": BEN, "text": "<@U0BEN> has joined", "ts": stamp(MONDAY)},
        said("USLACKBOT", "This message was deleted.", MONDAY + 2, subtype="tombstone"),
        said("USLACKBOT", "Reminder: water the plants.", MONDAY + 4),
        said(MIRA, "", MONDAY + 3, files=[{"id": "F1", "user": MIRA, "url_private": "https://x.example/?t=xoxe-1"}]),
    ]
    both = {"general/2026-03-02": [HOME, ASKED, *noise], "general/2026-03-03": [MOVED]}
    private = {"D1/2026-03-02": [said(MIRA, "I live in Bern.", MONDAY)]}
    told = threads(a=workspace(both | private, dms=[{"id": "D1", "members": [MIRA, BEN]}]))
    question = "Who moved, <@U0MIRA>? @U0MIRA, see the list"
    assert told == {
        "C1/2026-03-02": [(MIRA, "I live in Berlin."), (MIRA, "")],
        f"C1/{stamp(MONDAY + 1)}": [(BEN, question), (MIRA, "I moved to Hamburg.")],
    }


def test_names_come_from_the_members_and_a_bot_is_known_as_one() -> None:
    posts = [
        said(MIRA, "a", MONDAY),
        said(BOT, "b", MONDAY + 1),
        {**CI, "text": "c", "ts": stamp(MONDAY + 2)},
        said("U0GUEST", "d", MONDAY + 3, user_profile={"real_name": "A Guest"}),
    ]  # fmt: skip
    (_, thread), = threads_of({"a": read_slack_export(workspace({"general/2026-03-02": posts}))})  # fmt: skip
    assert [(one.name, one.bot) for one in thread.messages] == [
        ("Mira Vogt", False), ("deploys", True), ("CI", True), ("A Guest", False)]  # fmt: skip


def test_a_log_of_edits_and_deletions_says_what_stands_now() -> None:
    edited = {"subtype": "message_changed", "ts": stamp(TUESDAY), "message": said(MIRA, "I live in Bern.", MONDAY)}
    deleted = {"subtype": "message_deleted", "ts": stamp(TUESDAY + 1), "deleted_ts": stamp(MONDAY + 5)}
    days = {"general/2026-03-02": [HOME, said(BEN, "Oh no!", MONDAY + 5)], "general/2026-03-03": [edited, deleted]}
    assert threads(a=workspace(days)) == {"C1/2026-03-02": [(MIRA, "I live in Bern.")]}


def test_a_later_archive_counts_for_its_days_and_an_earlier_one_for_the_others() -> None:
    earlier = {"general/2026-03-02": [HOME, ASKED], "general/2026-03-03": [MOVED, said(BEN, "Typo", TUESDAY + 1)]}
    later = {"general/2026-03-03": [MOVED], "general/2026-03-04": [said(BEN, "Hello", TUESDAY + 86400)]}
    both = {"z": workspace(earlier), "a": workspace(later, written=(2026, 4, 30, 2, 0, 0))}
    told = threads(**both)
    assert len(told[f"C1/{stamp(MONDAY + 1)}"]) == 2
    assert "C1/2026-03-03" not in told
    files = {thread.thread: file for file, thread in threads_of({n: read_slack_export(d) for n, d in both.items()})}
    assert files == {"C1/2026-03-02": "z", f"C1/{stamp(MONDAY + 1)}": "z", "C1/2026-03-04": "a"}


def _lying() -> bytes:
    """A file that says that it has three bytes and unpacks to a megabyte."""
    data = workspace({"general/2026-03-02": " " * 1_000_000 + "[]"})
    return data.replace(struct.pack("<I", 1_000_002), struct.pack("<I", 3))


def _twice() -> bytes:
    whole = io.BytesIO(workspace({}))
    with zipfile.ZipFile(whole, "a") as found, pytest.warns(UserWarning, match="Duplicate"):
        found.writestr("users.json", "[]")
    return whole.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (lambda: b"PK\x03\x04 and no more", "broken zip"),
        (lambda: workspace({"general/2026-03-02": [HOME]})[:-40], "broken zip"),
        (lambda: zipped({"general/2026-03-02.json": [HOME]}), "no 'channels.json' at its top"),
        (lambda: workspace({"general/2026-03-02": "[{"}), "'general/2026-03-02.json' is no JSON"),
        (lambda: workspace({"general/2026-03-02": "[" * 100_000}), "'general/2026-03-02.json' is no JSON"),
        (lambda: workspace({"general/2026-03-02": [{"ts": "now"}]}), "'general/2026-03-02.json' is not as Slack"),
        (_lying, "'general/2026-03-02.json' cannot be unpacked"),
        (_twice, "one file twice"),
    ],
)
def test_what_is_broken_is_one_line_that_says_where(data: Any, words: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_slack_export(data())
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("limit", "words"),
    [("LARGEST_UNPACKED_BYTES", "unpacks to"), ("LARGEST_ENTRY_BYTES", "over"), ("MOST_ENTRIES", "files; the limit")],
)
def test_an_archive_bomb_is_refused(monkeypatch: pytest.MonkeyPatch, limit: str, words: str) -> None:
    data = workspace({"general/2026-03-02": [HOME]})
    read_slack_export(data)
    monkeypatch.setattr(archive, limit, 2)
    with pytest.raises(UnreadableDocument, match=words):
        read_slack_export(data)


def test_an_odd_path_is_neither_read_nor_written(chat: Chat) -> None:
    odd = (
        "../general/2026-03-02",
        "/general/2026-03-02",
        "general/../2026-03-02",
        "general\\2026-03-02",
        "x/2026-03-02",
    )
    (chat.export / "team.zip").write_bytes(workspace({"general/2026-03-02": [HOME], **{name: [MOVED] for name in odd}}))
    before = sorted(chat.folder.rglob("*"))
    assert list(threads(a=(chat.export / "team.zip").read_bytes())) == ["C1/2026-03-02"]
    assert sorted(chat.folder.rglob("*")) == before


def test_people_are_learned_about_and_a_broken_archive_takes_nothing_away(chat: Chat) -> None:
    chat.thread("own", (BEN, "2026-03-02T10:00:00Z", "I live in Rome."))
    path = chat.export / "team.zip"
    path.write_bytes(workspace({"general/2026-03-02": [HOME, ASKED], "general/2026-03-03": [MOVED]}))
    assert learn(chat)["threads_added"] == 3
    assert (chat.facts(MIRA), chat.former(MIRA)) == (["lives in Hamburg"], ["lives in Berlin"])
    path.write_bytes(path.read_bytes()[:-40])
    learn(chat)
    rows = {row["thread"]: (row["status"], "broken zip" in row["reason"]) for row in chat.lake.rows("conversations")}
    outdated = dict.fromkeys(("C1/2026-03-02", f"C1/{stamp(MONDAY + 1)}"), ("outdated", True))
    assert rows == {"own": ("ready", False), **outdated}
    assert (chat.facts(MIRA), chat.facts(BEN)) == (["lives in Hamburg"], ["lives in Rome"])


def test_a_forgotten_user_is_in_no_file_of_the_archive_and_others_stay(chat: Chat) -> None:
    bot = {**CI, **REPLY, "text": "Mira lives in Hamburg!", "ts": stamp(TUESDAY + 9)}
    thanks = said(BEN, "Thanks <@U0MIRA>", TUESDAY + 10, **REPLY,
                  reactions=[{"name": "wave", "users": [MIRA, BEN], "count": 2}],
                  attachments=[{"author_id": MIRA, "text": "I moved to Hamburg."}])  # fmt: skip
    days = {"general/2026-03-02": [HOME, ASKED], "general/2026-03-03": [MOVED, bot, thanks],
            "D1/2026-03-02": [said(MIRA, "My secret", MONDAY), said(BEN, "Hm", MONDAY + 1)]}  # fmt: skip
    path = chat.export / "team.zip"
    path.write_bytes(workspace(days, dms=[{"id": "D1", "members": [MIRA, BEN]}]))
    learn(chat)
    assert (str(path), True) in traces(chat.settings, chat.lake, MIRA)
    forget(chat.settings, chat.lake, MIRA, Provenance())
    assert require_forgotten(chat.settings, chat.lake, MIRA) > 10
    with zipfile.ZipFile(path) as left:
        words = "".join(left.read(name).decode() for name in left.namelist())
        assert [one["id"] for one in json.loads(left.read("users.json"))] == [BEN, BOT]
        assert [one["name"] for one in json.loads(left.read("channels.json"))] == ["general"]
    assert not [word for word in (MIRA, "Berlin", "Hamburg", "My secret", "Mira's topic", "Vogt") if word in words]
    assert "Thanks <@(forgotten)>" in words
    assert '"Hm"' in words


def test_an_archive_that_cannot_be_looked_into_is_no_proof(chat: Chat) -> None:
    path = chat.export / "team.zip"
    path.write_bytes(zipped({"channels.json": CHANNELS, "users.json": MEMBERS})[:-10])
    assert next(traces(chat.settings, chat.lake, MIRA)) == (str(path), True)
