"""A real Airflow where people log in, on a small source."""

from collections.abc import Iterator

import pytest

from tests.conftest import PAGES, RUNTIME, Workplace
from tests.knowledge.chat import fill
from tools.local_airflow import LocalAirflow
from tools.ports import free_port

USERS = {"admin": "admin", "viewer": "viewer", "nobody": ""}
HOSTILE = """# Bad manners

Our least favourite guest writes <script>globalThis.owned = "script"</script> into the guest book, and
<img src="nothing" onerror="globalThis.owned = 'image'"> on the wall. **[here](javascript:owned=1)**
"""
LONG_NAME = "an_extremely_long_name_without_a_break_" * 5 + ".md"
HEBREW = "# דלת\n\nהדלת של המשרד ירוקה, והפעמון לא נשמע.\n"


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    if RUNTIME == "torch":
        pytest.skip("questions are encoded by OpenVINO only")
    workplace = Workplace(tmp_path_factory.mktemp("pages"))
    workplace.environment["APPROVAL_THRESHOLD"] = "7"  # the first load has so many chunks
    for name, text in (PAGES | {"guests.md": HOSTILE, "hebrew.md": HEBREW, LONG_NAME: "A long name.\n"}).items():
        workplace.write(name, text)
    workplace.environment["CONVERSATIONS_URI"] = str(workplace.folder / "conversations")
    fill(workplace.folder / "conversations")
    return workplace


@pytest.fixture(scope="session")
def airflow(place: Workplace) -> Iterator[LocalAirflow]:
    with LocalAirflow(place.folder / "airflow", free_port(), place.environment, users=USERS) as running:
        yield running
