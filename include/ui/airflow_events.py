"""What Airflow's database tells the pages: asset events, and which batches a person was asked about."""

import json
from collections.abc import Iterable
from datetime import datetime

from airflow.models.asset import AssetEvent as EventRow
from airflow.models.asset import AssetModel
from airflow.state import AssetScope, get_state_backend
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from include.event_metadata import metadata
from include.freshness import AssetEvent
from include.provenance import run_of_task

MOST_EVENTS = 2000


def asset_events(session: Session, assets: Iterable[str], since: datetime) -> list[AssetEvent]:
    """Events of assets from a moment on, oldest first; the newest `MOST_EVENTS` where there are more."""
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


def held_batches(session: Session, asset: str) -> frozenset[str]:
    """Keys of what a person was asked about and what was rejected."""
    from include.airflow_approval import ASKED

    found = session.scalar(select(AssetModel.id).where(AssetModel.name == asset))
    value = None if found is None else get_state_backend().get(AssetScope(asset_id=found), ASKED, session=session)
    return frozenset(json.loads(value)) if value else frozenset()


def _run(row: EventRow) -> str:
    if not row.source_dag_id or not row.source_run_id:
        return ""
    return run_of_task(row.source_dag_id, row.source_run_id, row.source_task_id or "")
