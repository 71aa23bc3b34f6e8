"""What is wrong is told from what simply has not been done yet."""

from include.pipeline.steps import generate_embeddings, publish_documents, update_vector_store
from include.provenance import Provenance
from include.vector_store.protocol import DocumentChange
from include.vector_store.store import open_store
from include.verify.verification import Verification, describe, verify
from tests.conftest import Workplace

NEW = "# New\n\nA page that nobody has embedded.\n"


def checked(place: Workplace) -> Verification:
    return verify(place.settings, place.lake)


def test_each_step_that_has_not_run_yet_is_waited_for_and_nothing_is_wrong(workplace: Workplace) -> None:
    def words() -> set[str]:
        found = checked(workplace)
        assert found.wrong == ()
        assert "nothing is wrong" in describe(found)[-1]
        return set(found.waiting.values())

    assert words() == {"waiting to be published"}
    publish_documents(workplace.settings, workplace.lake, Provenance())
    assert words() == {"waiting for its embeddings"}
    generate_embeddings(workplace.settings, workplace.lake, Provenance())
    assert words() == {"waiting for the vector store"}
    update_vector_store(workplace.settings, workplace.lake, Provenance())
    assert words() == {"waiting for the search index"}
    workplace.sync()
    assert describe(checked(workplace))[-1] == "all agree"


def test_an_edit_and_a_removal_wait_and_a_lost_point_of_another_document_is_wrong(synced: Workplace) -> None:
    synced.write("notes.txt", "The office has a red door.\n")
    (synced.documents / "guide.rst").unlink()
    publish_documents(synced.settings, synced.lake, Provenance())
    assert set(checked(synced).waiting) == {"notes.txt", "guide.rst"}
    generate_embeddings(synced.settings, synced.lake, Provenance())
    with open_store(synced.settings) as store:
        served = store.state().served
        lost = next(id_ for id_, it in store.payloads(served).items() if it["document"] == "handbook/leave.md")
        store.write(served, [DocumentChange(deletes=[lost])])
    found = checked(synced)
    assert {name.split()[0] for name in found.wrong} == {"handbook/leave.md"}
    assert {name.split()[0] for name in found.waiting} == {"notes.txt", "guide.rst"}


def test_a_dropped_collection_is_wrong_and_not_waited_for(synced: Workplace) -> None:
    synced.write("new.md", NEW)
    synced.sync()
    with open_store(synced.settings) as store:
        store.drop(store.state().served)
    found = checked(synced)
    assert len(found.wrong) == found.chunks == 5


def test_names_are_bounded_and_quarantined_documents_come_with_their_reason(workplace: Workplace) -> None:
    workplace.write("broken.pdf", b"%PDF-1.7 nothing more")
    workplace.sync()
    for number in range(5):
        workplace.write(f"more-{number}.md", NEW)
    lines = describe(checked(workplace), shown=3)
    assert sum("waiting to be published" in line for line in lines) == 3
    assert "not done yet: and 2 more" in lines
    assert any(line.startswith("quarantined: broken.pdf: it is a broken PDF") for line in lines)
