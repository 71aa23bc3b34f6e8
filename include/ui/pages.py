"""The routes of the pages: GET only, each behind Airflow's login and the right to read the asset `search_index`.

What is known of people (`knowledge_routes`) wants the right to read `user_facts` beside it.

A mounted application is open to anybody unless it says otherwise, its documentation pages included (Airflow mounts it
beside its own API). So the guard is a dependency of the whole application, and there are no documentation pages; the
scripts are handed out by guarded routes, too. Nothing heavy is imported before somebody asks.
"""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from airflow.api_fastapi.common.db.common import SessionDep
from airflow.api_fastapi.core_api.security import GetUserDep
from fastapi import Depends, FastAPI, HTTPException
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response

from include.errors import BundleError
from include.passage import Filters
from include.reports import COMPARISON, PICTURE, read_report, report_uri
from include.settings import Settings, is_knowledge_enabled
from include.ui import knowledge_routes
from include.ui.access import FACTS, SERVED, may_read, readers_of
from include.ui.replies import HEADERS, Words, told
from include.ui.server_settings import server_settings

if TYPE_CHECKING:
    from include.ui.searching import Searcher

STATIC = Path(__file__).parent / "static"
STATIC_TYPES = {".js": "text/javascript", ".svg": "image/svg+xml"}
REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

app = FastAPI(dependencies=[Depends(readers_of(SERVED))], docs_url=None, redoc_url=None, openapi_url=None)
app.include_router(knowledge_routes.router)


@lru_cache(maxsize=1)
def _searcher(settings: Settings) -> "Searcher":
    from include.ui.searching import Searcher

    return Searcher(settings)


@app.get("/about")
def about(user: GetUserDep, session: SessionDep) -> JSONResponse:
    """What is served, what the filters can be, and whether this user can ask what is known of people."""
    is_known = is_knowledge_enabled() and may_read(user, session, FACTS)
    return told(lambda settings: _searcher(settings).about() | {"knowledge": is_known})


@app.get("/search")
def search(question: Words = "", folder: Words = "", kind: Words = "") -> JSONResponse:
    """Passages nearest to a question."""
    return told(lambda settings: _searcher(settings).search(question, Filters(folder, kind)))


@app.get("/document")
def document(id: Words) -> JSONResponse:  # noqa: A002 - the page's word
    """The passages of a document."""
    return told(lambda settings: _searcher(settings).document(id))


@app.get("/freshness")
def freshness(session: SessionDep) -> JSONResponse:
    """Of each document and of the last batches how fresh they are."""
    from include.ui import freshness_answer
    from include.ui.freshness_seen import see

    def answer(settings: Settings) -> dict[str, Any]:
        seen = see(settings, session)
        return freshness_answer.whole(seen.report, seen.states, seen.events) | {"generation": seen.generation}

    return told(answer)


@app.get("/freshness/summary")
def freshness_summary(session: SessionDep) -> JSONResponse:
    """The same in a few numbers, for the card on the home page."""
    from include.ui import freshness_answer
    from include.ui.freshness_seen import see

    def answer(settings: Settings) -> dict[str, Any]:
        seen = see(settings, session)
        return freshness_answer.summary(seen.report, len(seen.states))

    return told(answer)


@app.get("/map")
def embedding_map() -> JSONResponse:
    """What is served, as points on a map."""
    from include.ui import map_answer

    return told(map_answer.whole)


@app.get("/map/about")
def about_map() -> JSONResponse:
    """When the map was drawn."""
    from include.ui import map_answer

    return told(map_answer.about)


@app.get("/report")
def report(run: Words) -> HTMLResponse:
    """What a run did; the browser is told to run no script in it, whatever it holds."""
    page = _kept(
        lambda lake_uri: report_uri(lake_uri, run), "report: it is not there, has not ended, or changed nothing"
    )
    return HTMLResponse(page, headers=HEADERS | {"Content-Security-Policy": REPORT_POLICY})


@app.get("/comparison")
def comparison(run: Words) -> HTMLResponse:
    """What live and candidate answered, before a decision on a change of model."""
    page = _kept(lambda lake_uri: report_uri(lake_uri, run, COMPARISON), "comparison: it asked for no change of model")
    return HTMLResponse(page, headers=HEADERS | {"Content-Security-Policy": REPORT_POLICY})


@app.get("/picture")
def picture(run: Words) -> Response:
    """The same as a picture, for the text of the approval."""
    image = _kept(lambda lake_uri: report_uri(lake_uri, run, PICTURE), "picture: it asked for no change of model")
    headers = HEADERS | {"Content-Security-Policy": REPORT_POLICY}
    return Response(image, media_type=STATIC_TYPES[".svg"], headers=headers)


def _kept(where: Callable[[str], str], what: str) -> str:
    """A text beside the tables."""
    try:
        with server_settings() as settings:
            found = read_report(where(settings.lake_uri))
    except BundleError as error:
        raise HTTPException(503, str(error)) from error
    if found is None:
        raise HTTPException(404, f"this run wrote no {what}")
    return found


@app.get("/static/{name}")
def static(name: str) -> FileResponse:
    """A script or an icon of the pages."""
    files = {file.name: file for file in STATIC.iterdir() if file.suffix in STATIC_TYPES}
    if name not in files:
        raise HTTPException(404, "there is no such file")
    media_type = STATIC_TYPES[files[name].suffix]
    return FileResponse(files[name], media_type=media_type, headers=HEADERS | {"Cache-Control": "no-cache"})
