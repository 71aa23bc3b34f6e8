"""Essays as documents: what is current is there, nothing else of theirs, and nobody else's document is touched."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from include.errors import DocumentNameError, SettingsError
from include.generation.essays import PublishedEssays, publish_essays
from include.generation.standing import Standing
from include.language_model.calls import Reply
from include.settings import Settings
from include.sources.observation import Observation
from tests.generation.conftest import Team


@pytest.fixture
def documents(generated: Team, tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "handbook.md").write_text("# Handbook\n", "utf-8")
    generated.settings = replace(generated.settings, documents_uri=str(folder), publish_essays=str(folder))
    return folder


def publish(team: Team) -> PublishedEssays:
    return publish_essays(team.settings, team.lake)


def counts(done: PublishedEssays) -> tuple[int, int, int]:
    return done.written, done.unchanged, done.removed


def essays(team: Team) -> dict[str, str]:
    now = Standing(team.settings, team.lake)
    found = {id_: now.answer(task) for id_, task in now.tasks.items() if task["stage"] == "essay"}
    return {f"{id_}.md": f"{answer.raw}\n" for id_, answer in found.items() if answer}


def written(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in (folder / "generated").iterdir()}


def test_each_current_essay_is_a_document_and_the_watcher_sees_it(generated: Team, documents: Path) -> None:
    watcher = Observation(str(documents), 1000)
    before = watcher.look()
    assert counts(publish(generated)) == (6, 0, 0)
    assert written(documents) == essays(generated)
    after = watcher.look()
    assert (after.files, after.fingerprint != before.fingerprint) == (7, True)


def test_a_second_time_nothing_is_written(generated: Team, documents: Path) -> None:
    publish(generated)
    stamps = {path: path.stat().st_ino for path in (documents / "generated").iterdir()}
    assert counts(publish(generated)) == (0, 6, 0)
    assert {path: path.stat().st_ino for path in (documents / "generated").iterdir()} == stamps


def test_only_the_essays_that_changed_are_written_and_what_is_not_current_goes(
    generated: Team, documents: Path
) -> None:
    publish(generated)
    generated.write("essay_templates/story.txt", "Once upon a time: $links")
    generated.derive()
    assert counts(publish(generated)) == (0, 3, 3)
    assert written(documents) == essays(generated)
    generated.generate()
    assert counts(publish(generated)) == (3, 3, 0)
    assert written(documents) == essays(generated)


def test_orphans_go_and_what_a_person_wrote_stays(generated: Team, documents: Path) -> None:
    publish(generated)
    mine = documents / "generated" / "combo_v1_mine.md"
    mine.write_text("# Mine\n", "utf-8")
    elsewhere = documents / next(iter(written(documents)))
    elsewhere.write_text("# Of the same name\n", "utf-8")
    (generated.files / "concepts" / "bread.md").unlink()
    generated.derive()
    assert counts(publish(generated)) == (0, 2, 4)
    assert written(documents) == essays(generated) | {mine.name: "# Mine\n"}
    assert elsewhere.exists()
    assert (documents / "handbook.md").exists()


def test_an_empty_essay_is_no_document(generated: Team, documents: Path) -> None:
    publish(generated)
    generated.reply = lambda _prompt: Reply(" \n", 1, 1)  # type: ignore[method-assign]
    generated.generate(generated.plan("story"))
    assert counts(publish(generated)) == (0, 3, 3)


def test_a_folder_below_the_source_is_made(generated: Team, documents: Path) -> None:
    generated.settings = replace(generated.settings, publish_essays=f"{documents}/team/essays")
    publish(generated)
    assert written(documents / "team" / "essays") == essays(generated)


def test_on_s3_the_same_is_written_and_removed(generated: Team, client: Any) -> None:
    client.put_object(Bucket="docs", Key="team/handbook.md", Body=b"# Handbook")
    generated.settings = replace(
        generated.settings, documents_uri="s3://docs/team", publish_essays="s3://docs/team/essays"
    )
    assert counts(publish(generated)) == (6, 0, 0)
    generated.write("essay_templates/story.txt", "Once upon a time: $links")
    generated.derive()
    assert counts(publish(generated)) == (0, 3, 3)
    keys = {item["Key"] for item in client.list_objects_v2(Bucket="docs")["Contents"]}
    assert keys == {"team/handbook.md", *(f"team/essays/generated/{name}" for name in essays(generated))}


def test_a_task_that_can_be_no_name_keeps_the_others(generated: Team, documents: Path) -> None:
    generated.write("essay_templates.csv", f"id,title,active\nstory,Story,yes\n{'x' * 220},Long,yes\n")
    generated.write(f"essay_templates/{'x' * 220}.txt", "About: $links")
    generated.derive()
    generated.generate()
    done = publish(generated)
    assert (done.written, len(done.unnamed)) == (3, 3)
    assert "too long" in str(done)


def test_a_folder_that_leads_out_of_the_source_is_not_written(generated: Team, documents: Path) -> None:
    outside = documents.parent / "outside"
    outside.mkdir()
    (documents / "generated").symlink_to(outside)
    with pytest.raises(DocumentNameError, match="leads out"):
        publish(generated)
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize(
    ("source", "place", "works"),
    [
        ("/docs", "/docs", True),
        ("/docs", "/docs/team/essays/", True),
        ("s3://docs/a", "s3://docs/a/b", True),
        ("/docs", "/docs2", False),
        ("/docs", "/docs/../other", False),
        ("/docs", "/docs/.hidden", False),
        ("s3://docs/a", "s3://docs/ab", False),
        ("s3://docs/a", "s3://other/a", False),
        ("/docs", "s3://docs", False),
    ],
)
def test_essays_are_published_inside_the_source_only(source: str, place: str, works: bool) -> None:
    environment = {"DOCUMENTS_URI": source, "PUBLISH_ESSAYS": place}
    if works:
        assert Settings.from_environment(environment).publish_essays == place.rstrip("/")
        return
    with pytest.raises(SettingsError, match="PUBLISH_ESSAYS"):
        Settings.from_environment(environment)


def test_nothing_is_published_unless_asked_for() -> None:
    assert Settings.from_environment({"PUBLISH_ESSAYS": " "}).publish_essays == ""
