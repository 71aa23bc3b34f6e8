"""Files of a team: what is read, and what is said of a line that cannot be used."""

import pytest

from include.errors import SourceRefused
from include.generation.sources import PATTERNS, read_catalogue
from include.sources.observation import Observation
from tests.generation.conftest import Team


def catalogue_error(team: Team) -> str:
    with pytest.raises(SourceRefused) as caught:
        read_catalogue(str(team.files), 10_000)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_what_is_not_active_is_not_read(team: Team) -> None:
    team.write("essay_templates.csv", "id,title,active\nargument,A,no\nstory,B,yes\n")
    assert [template.id for template in read_catalogue(str(team.files), 10_000).essay_templates] == ["story"]


MODELS = "id,provider,price,for_generation,for_evaluation,active\n"


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("llm_models.csv", "id,provider,active\na,local,yes\n", ("llm_models.csv, line 2", "'price' is missing")),
        (
            "llm_models.csv",
            MODELS + "a,local,cheap,1,1,1\n",
            ("line 2",),
        ),
        ("llm_models.csv", MODELS + "a,local,-1,1,1,1\n", ("price",)),
        ("llm_models.csv", MODELS + "a,local,1,maybe,1,1\n", ("maybe",)),
        ("link_templates.csv", "id,title,active\n../x,X,yes\n", ("line 2", "../x")),
        ("link_templates.csv", "id,title,active\ngone,X,yes\n", ("link_templates/gone.txt is missing",)),
        ("link_templates.csv", "id,title,active\nanalogy,X,yes\nanalogy,Y,no\n", ("line 3", "twice")),
        ("link_templates/analogy.txt", "Say something.", ("$concepts",)),
        ("link_templates/analogy.txt", "$concepts $essay", ("essay", "$concepts")),
        ("link_templates/analogy.txt", "$concepts costs 5 $", ("'$'",)),
        ("concepts/bread.md", "", ("concepts/bread.md is empty",)),
    ],
)
def test_a_line_that_cannot_be_used_is_named(team: Team, file: str, text: str, words: tuple[str, ...]) -> None:
    team.write(file, text)
    told = catalogue_error(team)
    assert all(word in told for word in words), told


def test_a_touched_file_is_no_change_and_an_edited_text_is_one_of_its_table(team: Team) -> None:
    def looks() -> dict[str, str]:
        return {
            name: Observation(str(team.files), 10_000, patterns).look().fingerprint
            for name, patterns in PATTERNS.items()
        }

    before = looks()
    for path in team.files.rglob("*.*"):
        path.touch()
    assert looks() == before
    team.write("essay_templates/story.txt", "$links, once more")
    assert {name for name, seen in looks().items() if seen != before[name]} == {"essay_templates"}
    (team.files / "concepts" / "bread.md").unlink()
    assert {name for name, seen in looks().items() if seen != before[name]} == {"essay_templates", "concepts"}
