"""Pages inside Airflow, for people who look for something: Search, Freshness, the embedding map.

Every component imports this file, so it imports nothing but the plugin's base class; `include/ui` is imported by the
API server at the first request. `include` must be importable there (project root on `PYTHONPATH`).
"""

from typing import Any

from airflow.plugins_manager import AirflowPlugin

PREFIX = "/embedding-pages"


async def pages(scope: Any, receive: Any, send: Any) -> None:
    """The routes below `PREFIX`; each wants a login and the right to read the asset `search_index`."""
    from include.ui.pages import app

    await app(scope, receive, send)


def page(name: str, url_route: str, script: str = "", **more: Any) -> dict[str, Any]:
    """Returns a page that Airflow's own UI draws; its script says `globalThis[name] = …`."""
    # Relative, so that they are found where Airflow does not lie at the root of its host.
    static = f"{PREFIX[1:]}/static/{script or url_route}"
    icons = {"icon": f"{static}.svg", "icon_dark_mode": f"{static}_dark.svg"}
    return {"name": name, "url_route": url_route, "bundle_url": f"{static}.js", **icons, **more}


class EmbeddingPages(AirflowPlugin):
    """Adds the pages and their routes."""

    name = "embedding_pages"
    fastapi_apps: list[Any] = [{"name": "Embedding pages", "app": pages, "url_prefix": PREFIX}]  # noqa: RUF012
    react_apps: list[Any] = [  # noqa: RUF012 - Airflow extends and shortens these lists
        page("Search", "search", destination="nav", nav_top_level=True),
        page("Freshness", "freshness", destination="nav", nav_top_level=True),
        page("The map", "map", destination="nav", nav_top_level=True),
        page("Freshness card", "freshness-card", "freshness", destination="dashboard"),
    ]
