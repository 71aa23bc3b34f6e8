"""Says whether a component of Airflow is healthy, as its API tells: `python -I -S tools/health.py scheduler`.

For health checks of containers, which ask every few seconds: it costs 0.05 CPU seconds, for it imports nothing that is
not Python's own; `airflow jobs check` costs a hundred times that. A scheduler whose API server is away runs no task,
so it is not healthy either.
"""

import json
import sys
from http.client import HTTPConnection, HTTPException

HOST, PORT = "api-server", 8080
TIMEOUT_SECONDS = 10


def main() -> int:
    """Exit with 0 where the API calls the component healthy, else with 1 and a line that says what it calls it."""
    component = sys.argv[1]
    connection = HTTPConnection(HOST, PORT, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", "/api/v2/monitor/health")
        status = json.loads(connection.getresponse().read())[component]["status"]
    except (OSError, HTTPException, ValueError, LookupError) as error:
        status = f"unknown: {error!r}"
    print(f"{component}: {status}")
    return 0 if status == "healthy" else 1


if __name__ == "__main__":
    sys.exit(main())
