"""The routes of the pages, each behind Airflow's login and the right to read the asset `search_index`.

What is known of people (`knowledge_routes`) wants the right to read `user_facts` beside it, a report what it says
itself. Nothing can be changed: what is posted is a question, so that what the pages ask stands in no address.

A mounted application is open to anybody unless it says otherwise, its documentation pages included (Airflow mounts it
beside its own API). So the guard is a dependency of the whole application, and there are no documentation pages; the
scripts are handed out by guarded routes, too. Nothing heavy is imported before somebody asks. A route runs in the event
loop and does nothing there: what takes time is given to a lane, and no connection to Airflow's database is held.
"""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from airflow.api_fastapi.core_api.security import GetUserDep
from fastapi import Depends, FastAPI, HTTPException, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from include.lake.reports import COMPARISON, FACTS, GENERATED, PICTURE, RUNS, SERVED, read_report, readers, report_uri
from include.search.passage import Filters
from include.settings import Settings, is_knowledge_enabled
from include.ui import knowledge_routes
from include.ui.access import is_reader, readers_of, require
from include.ui.lanes import LOOKS, QUESTIONS
from include.ui.replies import HEADERS, answer_errors, read, told
from include.ui.request_bodies import LONGEST_QUESTION, SearchQuestion, WantedDocument, read_body

if TYPE_CHECKING:
    from include.search.searching import Searcher

STATIC = Path(__file__).parent / "static"
STATIC_TYPES = {".js": "text/javascript", ".svg": "image/svg+xml"}
REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
REPORT_HEADERS = HEADERS | {"Content-Security-Policy": REPORT_POLICY}
NO_MODEL = "it asked for no change of model"
InAddress = Annotated[str, Query(max_length=LONGEST_QUESTION)]


async def has_room(request: Request) -> None:
    """The first thing that is asked of a request, before the login and the database; a page's script is small.

    Raises:
        HTTPException: 503 where there is no place to wait.
    """
    if request.scope["route"].name != static.__name__:
        (QUESTIONS if request.method == "POST" else LOOKS).check()


app = FastAPI(
    dependencies=[Depends(has_room), Depends(readers_of(SERVED))], docs_url=None, redoc_url=None, openapi_url=None
)
app.include_router(knowledge_routes.router)
answer_errors(app)


@lru_cache(maxsize=1)
def _searcher(settings: Settings) -> "Searcher":
    from include.search.searching import Searcher

    return Searcher(settings)


@app.get("/about")
async def about(user: GetUserDep) -> Response:
    """Returns what is served, what the filters can be, and whether this user can ask what is known of people."""
    is_known = is_knowledge_enabled() and await is_reader(user, FACTS)
    return await told(LOOKS, lambda settings: _searcher(settings).about() | {"knowledge": is_known})


@app.post("/search")
async def search(wanted: Annotated[SearchQuestion, Depends(read_body(SearchQuestion))]) -> Response:
    """Returns passages nearest to a question."""
    return await _found(wanted.question, Filters(wanted.folder, wanted.kind))


@app.get("/search")
async def search_by_address(question: InAddress = "", folder: InAddress = "", kind: InAddress = "") -> Response:
    """Returns the same for a script whose questions may stand in logs; the pages do not ask so."""
    return await _found(question, Filters(folder, kind))


async def _found(question: str, filters: Filters) -> Response:
    return await told(QUESTIONS, lambda settings: _searcher(settings).search(question, filters))


@app.post("/document")
async def document(wanted: Annotated[WantedDocument, Depends(read_body(WantedDocument))]) -> Response:
    """Returns the passages of a document."""
    return await _passages_of(wanted.id)


@app.get("/document")
async def document_by_address(id: InAddress) -> Response:  # noqa: A002 - the page's word
    """Returns the same for a script."""
    return await _passages_of(id)


async def _passages_of(document: str) -> Response:
    return await told(QUESTIONS, lambda settings: _searcher(settings).document(document))


@app.get("/freshness")
async def freshness(user: GetUserDep) -> Response:
    """Says how fresh each document and the last batches are; and generation, to those who may read it."""
    from include.ui import freshness_answer
    from include.ui.freshness_seen import see

    is_generation_reader = await is_reader(user, *GENERATED)

    def answer(settings: Settings) -> dict[str, Any]:
        seen = see(settings)
        generation = seen.generation if is_generation_reader else None
        return freshness_answer.whole(seen.report, seen.states, seen.events) | {"generation": generation}

    return await told(LOOKS, answer)


@app.get("/freshness/summary")
async def freshness_summary() -> Response:
    """Returns the same in a few numbers, for the card on the home page."""
    from include.ui import freshness_answer
    from include.ui.freshness_seen import see

    def answer(settings: Settings) -> dict[str, Any]:
        seen = see(settings)
        return freshness_answer.summary(seen.report, len(seen.states))

    return await told(LOOKS, answer)


@app.get("/map")
async def embedding_map() -> Response:
    """Returns what is served, as points on a map."""
    from include.ui import map_answer

    return await told(LOOKS, map_answer.whole)


@app.get("/map/about")
async def about_map() -> Response:
    """Says when the map was drawn."""
    from include.ui import map_answer

    return await told(LOOKS, map_answer.about)


@app.get("/report")
async def report(run: InAddress, user: GetUserDep) -> Response:
    """Returns what a run did; the browser is told to run no script in it, whatever it holds."""
    page = await _kept(user, run, RUNS, "report: it is not there, has not ended, or changed nothing")
    return HTMLResponse(page, headers=REPORT_HEADERS)


@app.get("/comparison")
async def comparison(run: InAddress, user: GetUserDep) -> Response:
    """Returns what live and candidate answered, before a decision on a change of model."""
    return HTMLResponse(await _kept(user, run, COMPARISON, f"comparison: {NO_MODEL}"), headers=REPORT_HEADERS)


@app.get("/picture")
async def picture(run: InAddress, user: GetUserDep) -> Response:
    """Returns the same as a picture, for the text of the approval."""
    image = await _kept(user, run, PICTURE, f"picture: {NO_MODEL}")
    return Response(image, media_type=STATIC_TYPES[".svg"], headers=REPORT_HEADERS)


async def _kept(user: Any, run: str, name: str, what: str) -> str:
    """A report beside the tables, for who may read what it is made of."""
    found = await read(LOOKS, lambda settings: read_report(report_uri(settings.lake_uri, run, name)))
    if found is None:
        raise HTTPException(404, f"this run wrote no {what}")
    await require(user, *readers(run, found))
    return found


@app.get("/static/{name}")
async def static(name: str) -> FileResponse:
    """Returns a script or an icon of the pages."""
    files = {file.name: file for file in STATIC.iterdir() if file.suffix in STATIC_TYPES}
    if name not in files:
        raise HTTPException(404, "there is no such file")
    media_type = STATIC_TYPES[files[name].suffix]
    return FileResponse(files[name], media_type=media_type, headers=HEADERS | {"Cache-Control": "no-cache"})
