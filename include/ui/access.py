"""Who may ask the pages' routes: a login is needed, and the right to read the asset that a route tells of."""

from collections.abc import Callable
from typing import Any

from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.auth.managers.models.resource_details import AssetDetails
from airflow.api_fastapi.common.db.common import SessionDep
from airflow.api_fastapi.core_api.security import GetUserDep
from airflow.models.asset import AssetModel
from fastapi import HTTPException
from sqlalchemy import select
from sqlalchemy.orm import Session

SERVED = "search_index"
FACTS = "user_facts"
"""Personal data: who may read documents may not therefore read what is known of people."""


def may_read(user: Any, session: Session, asset: str) -> bool:
    """Whether Airflow lets this user read the asset of that name."""
    found = session.scalar(select(AssetModel.id).where(AssetModel.name == asset))
    details = AssetDetails(id=None if found is None else str(found))
    return bool(get_auth_manager().is_authorized_asset(method="GET", details=details, user=user))


def readers_of(asset: str) -> Callable[[GetUserDep, SessionDep], None]:
    """A dependency that lets pass who is logged in and may read the asset; 401 and 403 for the others."""

    def guard(user: GetUserDep, session: SessionDep) -> None:
        if not may_read(user, session, asset):
            raise HTTPException(403, f"the right to read the asset {asset} is needed")

    return guard
