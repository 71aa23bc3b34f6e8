"""Whose messages must not come back with the next export. Hashes are kept, no names and no ids."""

from hashlib import sha256

from include.queries import read_rows
from include.tables import Lake


def user_hash(user: str) -> str:
    """What stays of a forgotten user; whoever has the id can check it, so it is pseudonymous, not anonymous."""
    return sha256(f"forgotten user {user}".encode()).hexdigest()


class Forgotten:
    """The forgotten users, as they were at one moment."""

    def __init__(self, lake: Lake) -> None:
        self._hashes = {row["user_hash"] for row in read_rows(lake.open("forgettings"), "user_hash")}

    def __contains__(self, user: str) -> bool:
        return user_hash(user) in self._hashes
