"""Airflow on SQLite knows fractions of a second: read by every process of an Airflow of `local_settings`.

The scheduler starts a run when `run_after <= now()`, and SQLite's `now()` has whole seconds: each hop of a chain would
wait until the next second, half a second on average. https://www.sqlite.org/lang_datefunc.html
"""

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import now

__all__: list[str] = []
"""Nothing that Airflow should put in the place of its own settings."""


@compiles(now, "sqlite")
def _with_microseconds(_element: now, _compiler: SQLCompiler, **_how: object) -> str:
    """As Airflow's own times are kept, six digits of a second, so that they compare as texts."""
    return "strftime('%Y-%m-%d %H:%M:%f000', 'now')"
