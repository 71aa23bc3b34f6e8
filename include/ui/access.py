"""Who may ask the pages' routes: a login is needed, and the right to read the assets that a route tells of."""

import time
from collections.abc import Callable, Coroutine
from functools import lru_cache, partial
from typing import Any

from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.auth.managers.models.resource_details import AssetDetails
from airflow.api_fastapi.core_api.security import GetUserDep
from airflow.models.asset import AssetModel
from airflow.utils.session import create_session
from fastapi import HTTPException
from sqlalchemy import select

from include.ui.lanes import RIGHTS

KNOWN_SECONDS = 30
"""Seconds that the id of an asset is remembered: it stays the same until the asset is removed."""


def may_read(user: Any, *assets: str) -> bool:
    """Says whether Airflow lets this user read all these assets; do not ask in the event loop's thread."""
    ids = (_id_of(asset, int(time.monotonic() // KNOWN_SECONDS)) for asset in assets)
    manager = get_auth_manager()
    return all(manager.is_authorized_asset(method="GET", details=AssetDetails(id=id_), user=user) for id_ in ids)


async def is_reader(user: Any, *assets: str) -> bool:
    """Says whether Airflow lets this user read these assets, in a route: the event loop goes on meanwhile."""
    return await RIGHTS.run(partial(may_read, user, *assets))


def readers_of(*assets: str) -> Callable[[Any], Coroutine[Any, Any, None]]:
    """Returns a dependency that lets pass who is logged in and may read the assets; 401 and 403 for the others."""

    async def guard(user: GetUserDep) -> None:
        await require(user, *assets)

    return guard


async def require(user: Any, *assets: str) -> None:
    """Raises HTTPException, 403, for who may not read all of these assets."""
    if not await is_reader(user, *assets):
        raise HTTPException(403, f"the right to read {' and '.join(assets)} is needed")


@lru_cache(maxsize=64)
def _id_of(asset: str, _period: int) -> str | None:
    """Read in a session that ends here: a request must not keep a connection while it waits for its turn."""
    with create_session(scoped=False) as session:
        found = session.scalar(select(AssetModel.id).where(AssetModel.name == asset))
    return None if found is None else str(found)
