"""The pages in Chromium, as a person uses them: with a login, the keyboard, and an eye on the change just made."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from include.pipeline.scope import chunk_rows
from tests.airflows import HOSTILE, LONG_NAME
from tests.conftest import Workplace
from tests.integration.airflow_waiting import wait_for
from tests.knowledge.chat import HOSTILE as HOSTILE_MESSAGE
from tests.knowledge.chat import NAMESAKE, NORA
from tools.local_airflow import LocalAirflow

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed; see requirements-dev.txt")
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.ui,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium here; Debian's: apt-get install chromium"),
]
CHAIN_MILLISECONDS = 900_000
WAIT_MILLISECONDS = 300_000
PASSAGE = "[data-passage]"
CABINS = "# Cabins\n\n" + "\n\n".join(
    f"## Cabin {number}\n\nCabin {number} stands {number} minutes from the lake and has {number + 3} beds. "
    + f"Its stove number {number} burns wood from the shed behind it. " * 12
    for number in range(1, 9)
)
"""Eight chunks, and seven are allowed without asking."""
ANSWER_MILLISECONDS = 3000
"""Airflow 3.3.2 loses an answer that comes in the first second or so."""


@pytest.fixture(scope="module")
def browser() -> Iterator["playwright.Browser"]:
    with playwright.sync_playwright() as running:
        # Without the sandbox, because in a container the tests run as root; only our own pages are opened.
        started = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@contextmanager
def logged_in(browser: "playwright.Browser", url: str, user: str) -> Iterator["playwright.Page"]:
    """A page after the login; an error in a script fails the test."""
    context = browser.new_context(base_url=url, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(WAIT_MILLISECONDS)
    playwright.expect.set_options(timeout=WAIT_MILLISECONDS)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto("/auth/login")
    opened.get_by_label("Username").fill(user)
    opened.get_by_label("Password").fill(user)
    opened.get_by_role("button", name="Sign in").click()
    opened.get_by_role("link", name="Search", exact=True).first.wait_for()
    yield opened
    context.close()
    assert errors == []


@pytest.fixture
def page(browser: "playwright.Browser", airflow: LocalAirflow) -> Iterator["playwright.Page"]:
    """As somebody who may read only."""
    with logged_in(browser, airflow.url, "viewer") as opened:
        yield opened


@pytest.fixture
def decider(browser: "playwright.Browser", airflow: LocalAirflow) -> Iterator["playwright.Page"]:
    """As somebody who may decide."""
    with logged_in(browser, airflow.url, "admin") as opened:
        yield opened


def ask(page: "playwright.Page", question: str) -> None:
    page.goto("/plugin/search")
    page.get_by_label("Question").fill(question)


@contextmanager
def slow(page: "playwright.Page") -> Iterator[None]:
    """As on a computer that is slow."""
    browser = page.context.new_cdp_session(page)
    browser.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    yield
    browser.send("Emulation.setCPUThrottlingRate", {"rate": 1})


def test_an_edit_is_found_on_the_open_page_without_a_reload(page: "playwright.Page", place: Workplace) -> None:
    ask(page, "Who feeds the parrot?")
    playwright.expect(page.get_by_text("best first")).to_be_visible(timeout=CHAIN_MILLISECONDS)
    with (place.documents / "notes.txt").open("a") as file:
        file.write("\nThe parrot is fed by Mira, on Fridays at 16:45.\n")
    first = page.locator(PASSAGE).first
    playwright.expect(first).to_contain_text("fed by Mira", timeout=CHAIN_MILLISECONDS)
    result = page.get_by_role("listitem").filter(has_text="fed by Mira")
    playwright.expect(result.get_by_text("found by its meaning and parrot")).to_be_visible()
    playwright.expect(result.locator("mark")).to_have_text(["parrot"])
    playwright.expect(result.get_by_text(re.compile("batch-[0-9]{6}"))).to_be_visible()
    result.get_by_role("link", name="this run").click()
    page.wait_for_url("**/dags/generate_embeddings/runs/**")


def test_everything_is_done_from_the_keyboard(page: "playwright.Page") -> None:
    page.goto("/plugin/search")
    playwright.expect(page.get_by_label("Question")).to_be_focused()  # without a click
    page.keyboard.type("paid days off")
    playwright.expect(page.locator(PASSAGE).first).to_contain_text("27 days")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    playwright.expect(page.get_by_text("handbook/leave.md, as it is served")).to_be_visible()
    page.keyboard.press("Escape")
    playwright.expect(page.get_by_label("Question")).to_have_value("paid days off")
    page.get_by_label("Folder").focus()
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="Search").click()
    page.keyboard.press("/")
    playwright.expect(page.get_by_label("Question")).to_be_focused()


def test_filters_stay_when_somebody_goes_back_or_loads_the_page_again(page: "playwright.Page") -> None:
    page.goto("/plugin/search")
    page.get_by_label("Type").locator("[value=reStructuredText]").wait_for(state="attached")
    with slow(page):  # somebody is quicker than the page
        page.get_by_label("Question").fill("a door")
        page.get_by_label("Type").select_option("reStructuredText")
    playwright.expect(page.get_by_text("guide.rst", exact=True)).to_be_visible()
    playwright.expect(page.locator(PASSAGE)).to_have_count(1)
    ways_back: list[Callable[[], object]] = [
        page.reload,
        page.go_back,
        page.get_by_role("button", name="Back to the passages").click,
        lambda: page.keyboard.press("Escape"),
    ]
    for go_back in ways_back:
        if go_back != page.reload:
            page.get_by_role("link", name="Guide").click()
            playwright.expect(page.get_by_text("guide.rst, as it is served")).to_be_visible()
        go_back()
        playwright.expect(page.locator(PASSAGE)).to_have_count(1)
        playwright.expect(page.get_by_label("Question")).to_have_value("a door")
        playwright.expect(page.get_by_label("Type")).to_have_value("reStructuredText")
        assert "door" not in page.url  # an address is logged


def test_filters_that_leave_nothing_are_shown_and_can_be_taken_away(page: "playwright.Page") -> None:
    page.goto("/plugin/search#folder=left&kind=Text")
    page.get_by_label("Question").fill("a door")
    playwright.expect(page.get_by_text("Nothing found")).to_be_visible()
    playwright.expect(page.get_by_label("Folder")).to_have_value("left")  # no document lies there any more
    page.get_by_role("button", name="Folder: left").click()
    playwright.expect(page.locator(PASSAGE)).to_have_count(1)
    playwright.expect(page.get_by_label("Type")).to_have_value("Text")


def test_a_question_that_is_refused_is_asked_again_by_itself(page: "playwright.Page") -> None:
    refusals = iter([True, True])

    def answer(route: "playwright.Route") -> None:
        if next(refusals, False):
            route.fulfill(status=503, headers={"Retry-After": "1"}, json={"message": "too many"})
        else:
            route.continue_()

    page.route("**/embedding-pages/search", answer)
    ask(page, "paid days off")
    playwright.expect(page.get_by_text("Too many people ask at the same time")).to_be_visible()
    playwright.expect(page.locator(PASSAGE).first).to_contain_text("27 days")
    playwright.expect(page.get_by_text("Too many people ask")).to_have_count(0)


def test_each_page_has_its_own_title_and_the_map_one_name(page: "playwright.Page") -> None:
    for name in ("Freshness", "The map", "Search", "The map"):
        page.get_by_role("link", name=name, exact=True).first.click()
        playwright.expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
        playwright.expect(page).to_have_title(f"{name} - Airflow")
    page.get_by_role("link", name="Home").first.click()
    playwright.expect(page).not_to_have_title("The map - Airflow")


def test_text_that_runs_from_right_to_left_is_shown_so(page: "playwright.Page") -> None:
    ask(page, "דלת ירוקה")
    passage = page.locator(PASSAGE).filter(has_text="המשרד").first
    playwright.expect(passage).to_have_css("direction", "rtl", timeout=CHAIN_MILLISECONDS)
    playwright.expect(page.get_by_label("Question")).to_have_css("direction", "rtl")
    playwright.expect(page.locator(PASSAGE).filter(has_text="green door").first).to_have_css("direction", "ltr")


def test_a_passage_says_where_it_stands_and_leads_to_no_file_that_a_browser_refuses(page: "playwright.Page") -> None:
    ask(page, "green door")
    first = page.get_by_role("listitem").filter(has_text="green door").first
    playwright.expect(first).to_contain_text(re.compile("lines? 1"), timeout=CHAIN_MILLISECONDS)
    playwright.expect(first.locator("[data-source]")).to_have_text(re.compile("^file:///.*notes.txt$"))
    assert first.locator("a[data-source]").count() == 0


def test_a_long_name_leaves_the_state_of_a_document_on_the_screen(page: "playwright.Page") -> None:
    page.goto("/plugin/freshness")
    table = page.get_by_role("table")
    playwright.expect(table.get_by_text(LONG_NAME)).to_be_visible(timeout=CHAIN_MILLISECONDS)
    assert table.evaluate("table => table.scrollWidth <= table.parentElement.clientWidth")


def test_html_in_a_document_is_shown_as_text(page: "playwright.Page") -> None:
    ask(page, "the least favourite guest")
    first = page.locator(PASSAGE).first
    for written in HOSTILE.splitlines()[2:]:
        playwright.expect(first).to_contain_text(written)
    page.get_by_role("link", name="Bad manners").click()
    playwright.expect(page.locator(PASSAGE)).to_contain_text("<script>")
    assert page.locator(f"{PASSAGE} img, {PASSAGE} script, {PASSAGE} a").count() == 0
    assert page.evaluate("globalThis.owned") is None


def test_what_is_known_is_asked_explained_and_asked_as_of_a_day(page: "playwright.Page") -> None:
    ask(page, "Where does Nora live?")
    known = page.get_by_role("region", name="What is known")
    facts = known.get_by_role("list", name="Facts").get_by_role("listitem")
    hers = facts.filter(has=page.get_by_text(NORA[0], exact=True))
    playwright.expect(hers).to_contain_text("lives in Hamburg", timeout=CHAIN_MILLISECONDS)
    playwright.expect(hers).to_contain_text("since 2026-06-10 · 1 message")
    playwright.expect(facts.filter(has_text=NAMESAKE[0])).to_contain_text("lives in Oslo")  # of the same name
    known.get_by_role("button", name="Why? Nora Lindqvist lives in Hamburg").focus()
    page.keyboard.press("Enter")
    quote = hers.locator("[data-quote]")
    playwright.expect(quote).to_have_text(f"I have moved to Hamburg {HOSTILE_MESSAGE} last week.")
    assert quote.locator("*").count() == 0
    assert page.evaluate("globalThis.owned") is None
    playwright.expect(hers).to_contain_text("2026-06-10 in boxes, message m1")
    playwright.expect(hers).to_contain_text("It took the place of: “lives in Berlin”")
    known.get_by_label("On a day").fill("2026-05-01")
    playwright.expect(hers).to_contain_text("lives in Berlin")
    page.reload()  # the address keeps the day
    playwright.expect(hers).to_contain_text("since 2026-03-02 until 2026-06-10")
    known.get_by_role("button", name="What has changed").click()
    known.get_by_label("Changed since").fill("2026-01-01T00:00")
    changes = known.get_by_role("list", name="Changes").get_by_role("listitem")
    playwright.expect(changes.filter(has_text="uses Kafka")).to_contain_text("learned")
    page.set_viewport_size({"width": 390, "height": 844})
    assert known.evaluate("section => section.scrollWidth <= section.clientWidth")


def test_the_page_fits_a_phone_and_has_a_name_for_each_control(page: "playwright.Page") -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    ask(page, "paid days off")
    page.locator(PASSAGE).first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    main = page.get_by_role("main", name="Search")
    for role in ("searchbox", "combobox", "link", "button"):
        for control in main.get_by_role(role).all():  # type: ignore[arg-type]
            assert control.aria_snapshot().split('"')[1:2], f"a {role} has no name"


def test_a_login_that_has_ended_is_said_in_words(page: "playwright.Page") -> None:
    ask(page, "paid days off")
    page.locator(PASSAGE).first.wait_for()
    page.context.clear_cookies()
    page.get_by_label("Question").fill("the train")
    playwright.expect(page.get_by_text("Your login has ended").first).to_be_visible()


def test_freshness_names_what_cannot_be_read_and_the_home_page_says_it(
    page: "playwright.Page", place: Workplace
) -> None:
    place.write("broken.pdf", b"%PDF-1.7 nothing more")
    page.goto("/plugin/freshness")
    row = page.get_by_role("row").filter(has_text="broken.pdf")
    playwright.expect(row).to_contain_text("quarantined", timeout=CHAIN_MILLISECONDS)
    playwright.expect(row).to_contain_text("it is a broken PDF")
    playwright.expect(page.get_by_role("main")).to_contain_text("Every document is served", timeout=CHAIN_MILLISECONDS)
    page.goto("/")
    playwright.expect(page.get_by_text("but for 1 quarantined one")).to_be_visible()
    page.get_by_role("region", name="Embeddings").get_by_role("link", name="Freshness").click()
    page.wait_for_url("**/plugin/freshness")


def test_the_report_of_a_run_opens_from_the_page(page: "playwright.Page") -> None:
    page.goto("/plugin/freshness")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="report").last.click()
    playwright.expect(opened.value.get_by_role("heading", name="Generate embeddings")).to_be_visible()
    playwright.expect(opened.value.get_by_text("batch-000001")).to_be_visible()


def look(page: "playwright.Page") -> "playwright.Locator":
    """The map, once it shows what is served."""
    page.goto("/plugin/map")
    shown = page.locator("[data-map]")
    shown.wait_for(timeout=CHAIN_MILLISECONDS)
    return shown


def test_the_map_shows_the_passage_under_the_mouse_and_html_in_it_as_text(page: "playwright.Page") -> None:
    look(page)
    page.locator("[data-point='guests.md']").hover(force=True)
    playwright.expect(page.locator(f"[data-shown] {PASSAGE}").first).to_contain_text("<script>globalThis.owned =")
    assert page.locator(f"[data-shown] {PASSAGE} *").count() == 0
    assert page.evaluate("globalThis.owned") is None
    page.locator("[data-point='guests.md']").click(force=True)
    playwright.expect(page.get_by_text("guests.md, as it is served")).to_be_visible()


def test_the_map_is_read_from_the_keyboard_and_leads_to_the_document(page: "playwright.Page") -> None:
    shown = look(page)
    page.get_by_role("button", name="handbook").click()
    page.keyboard.press("Tab")
    while not shown.evaluate("map => map === document.activeElement"):
        page.keyboard.press("Tab")
    read = page.locator(f"[data-shown] {PASSAGE}").first
    playwright.expect(page.locator("[data-shown]").first).to_contain_text("handbook/")
    first, seen = read.text_content(), set()
    for key in ("ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
        seen.add(read.text_content())
        playwright.expect(page.locator("[data-shown]").first).to_contain_text("handbook/")  # the only ones shown
    assert seen - {first}
    page.keyboard.press("Escape")
    playwright.expect(page.locator("[data-shown]")).to_have_count(0)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**/plugin/search#document=handbook**")


def test_an_open_map_follows_an_edit_and_marks_what_is_new(page: "playwright.Page", place: Workplace) -> None:
    look(page)
    place.write("kitchen.md", "# Kitchen\n\nThe dishwasher runs at noon.\n")
    marked = page.locator("[data-changed]")
    playwright.expect(marked.and_(page.locator("[data-point='kitchen.md']"))).to_have_count(
        1, timeout=CHAIN_MILLISECONDS
    )
    assert marked.count() == 1
    new = page.get_by_role("region", name="New in the last change")
    playwright.expect(new).to_contain_text("The dishwasher runs at noon.")


def test_the_map_fits_a_phone(page: "playwright.Page") -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    look(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("navigation", name="Other pages").get_by_role("link", name="Freshness").click()
    page.wait_for_url("**/plugin/freshness")


def test_a_large_batch_waits_for_a_click_and_is_found_after_it(
    decider: "playwright.Page", airflow: LocalAirflow, place: Workplace
) -> None:
    ask(decider, "a door")
    decider.locator(PASSAGE).first.wait_for(timeout=CHAIN_MILLISECONDS)  # the first load is no part of the batch
    place.write("cabins.md", CABINS)
    wait_for(airflow.questions, "a question")  # the list shows none that comes while it is open and empty
    decider.goto("/plugin/freshness")
    playwright.expect(decider.get_by_role("main")).to_contain_text("1 document waits for a person’s decision")
    row = decider.get_by_role("row").filter(has_text="cabins.md")
    playwright.expect(row).to_contain_text("waiting for a decision")
    row.get_by_role("link", name="decide").click()
    playwright.expect(decider.get_by_role("button", name="Approve")).to_be_visible()
    decider.goto("/required_actions")
    decider.get_by_role("link", name="Embed 8 chunks of 1 document?").click()
    for name, number in {"documents": "1", "chunks to embed": "8", "chunks reused": "0"}.items():
        playwright.expect(decider.get_by_role("row", name=f"{name} {number}", exact=True)).to_be_visible()
    playwright.expect(decider.get_by_text("a batch may embed 7 chunks (APPROVAL_THRESHOLD)")).to_be_visible()
    playwright.expect(decider.get_by_role("row", name="Reject these documents stay as they are")).to_be_visible()
    assert "cabins.md" not in embedded_documents(place)

    def approved() -> bool:
        """Airflow 3.3.2 can lose an answer that comes soon after the question; then the retry asks again."""
        if airflow.questions():
            decider.goto("/required_actions")
            decider.get_by_role("link", name="Embed 8 chunks of 1 document?").click()
            decider.wait_for_timeout(ANSWER_MILLISECONDS)
            decider.get_by_role("button", name="Approve").click()
            wait_for(lambda: not airflow.questions(), "an answer")
        return "cabins.md" in embedded_documents(place)

    wait_for(approved, "the embedding of what was approved")
    ask(decider, "How far is cabin 7 from the lake?")
    playwright.expect(decider.locator(PASSAGE).first).to_contain_text("Cabin 7 stands", timeout=CHAIN_MILLISECONDS)
    decider.goto("/plugin/freshness")
    with decider.expect_popup() as opened:
        decider.get_by_role("link", name="report").first.click()
    playwright.expect(opened.value.get_by_role("row", name="cabins.md 8")).to_be_visible()
    playwright.expect(opened.value.get_by_role("row", name="tokens embedded")).not_to_contain_text("counts them 0")


def embedded_documents(place: Workplace) -> set[str]:
    return {row["document"] for row in chunk_rows(place.lake.open("chunks")).values()}
