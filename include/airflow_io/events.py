"""What Airflow's database tells the pages: asset events, and what a person was asked."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from airflow.models.asset import AssetEvent as EventRow
from airflow.models.asset import AssetModel
from airflow.state import AssetScope, get_state_backend
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from include.pipeline.approval.asked import Asked, read_asked, read_deletion
from include.pipeline.freshness.events import AssetEvent, metadata
from include.provenance import run_of_task

MOST_EVENTS = 2000


def asset_events(session: Session, assets: Iterable[str], since: datetime) -> list[AssetEvent]:
    """Returns events of assets from a moment on, oldest first; the newest `MOST_EVENTS` where there are more."""
    query = (
        select(EventRow, AssetModel.name)
        .join(AssetModel, AssetModel.id == EventRow.asset_id)
        .where(AssetModel.name.in_(list(assets)), EventRow.timestamp >= since)
        .options(selectinload(EventRow.created_dagruns))
        .order_by(EventRow.timestamp.desc())
        .limit(MOST_EVENTS)
    )
    return [
        AssetEvent(name, row.timestamp, metadata(row.extra), len(row.created_dagruns), _run(row))
        for row, name in reversed(session.execute(query).all())
    ]


def asked(session: Session, asset: str) -> dict[str, Asked]:
    """Returns what a person was asked, and what became of it, by batch; kept in the state store of an asset."""
    found = session.scalar(select(AssetModel.id).where(AssetModel.name == asset))
    if found is None:
        return {}

    def get(key: str) -> Any:
        value = get_state_backend().get(AssetScope(asset_id=found), key, session=session)
        return json.loads(value) if value else None

    deletion = read_deletion(get)
    return read_asked(get) | ({deletion.key: deletion} if deletion else {})


def _run(row: EventRow) -> str:
    if not row.source_dag_id or not row.source_run_id:
        return ""
    return run_of_task(row.source_dag_id, row.source_run_id, row.source_task_id or "")
