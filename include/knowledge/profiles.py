"""The profile of a user, everything that is believed of them as one row: since when, how sure, and from which words.

How sure is said in what was counted: the messages that say so, the last of them, and how often another value stood
there before. It is no probability: nothing here has measured one.
"""

import json
from collections.abc import Iterable
from typing import Any

from include.errors import SettingsError
from include.knowledge.beliefs import Fact
from include.knowledge.doubts import doubted_facts
from include.lake.queries import Row
from include.lake.tables import Lake

TABLE = "user_profiles"


def profile_rows(facts: Iterable[Fact]) -> list[Row]:
    """Returns the rows that the table should have, one for each user of whom something is or was believed."""
    by_user: dict[str, list[Fact]] = {}
    for fact in facts:
        by_user.setdefault(fact.user, []).append(fact)
    return [_row(user, found) for user, found in sorted(by_user.items())]


def _row(user: str, facts: list[Fact]) -> Row:
    current = sorted((fact for fact in facts if fact.is_current), key=lambda fact: (fact.claim.slot, fact.valid_from))
    said = [source.time for fact in facts for source in fact.sources]
    return {
        "user": user,
        "name": max(facts, key=lambda fact: fact.sources[-1].time).name,
        "facts": len(current),
        "former": len(facts) - len(current),
        "profile": json.dumps([_belief(fact, facts) for fact in current], ensure_ascii=False),
        "first_at": min(said),
        "last_at": max(said),
    }


def _belief(fact: Fact, facts: list[Fact]) -> dict[str, Any]:
    former = [one for one in facts if not one.is_current and one.claim.slot == fact.claim.slot]
    return {
        "id": fact.id,
        "relation": fact.claim.relation,
        "about": fact.claim.about,
        "text": fact.claim.text,
        "since": fact.valid_from,
        "last_said": fact.sources[-1].time,
        "messages": len({(source.thread, source.message) for source in fact.sources}),
        "former_values": len(former),
        "words": [{"thread": one.thread, "message": one.message, "quote": one.quote} for one in fact.sources],
    }


def read_profile(lake: Lake, user: str) -> dict[str, Any]:
    """Returns the profile of a user, with what readers doubt in it; empty where nothing is believed of them.

    Raises:
        LakeError: the table cannot be read.
    """
    quoted = user.replace("'", "''")
    rows = lake.rows(TABLE, f"\"user\" = '{quoted}'")
    if not rows:
        return {}
    doubted = doubted_facts(lake, user)
    beliefs = [{**one, "doubted_for": doubted.get(one["id"], [])} for one in json.loads(rows[0]["profile"])]
    return {**rows[0], "profile": beliefs}


def require_profile(lake: Lake, user: str) -> dict[str, Any]:
    """Returns the profile of a user.

    Raises:
        SettingsError: there is none.
        LakeError: the table cannot be read.
    """
    if found := read_profile(lake, user):
        return found
    raise SettingsError(f"nothing is known of a user with the id {user!r}; `ask` lists who is known")


def profile_lines(profile: dict[str, Any]) -> list[str]:
    """Returns a profile for a person."""
    lines = [f"{profile['name']} ({profile['user']}): {profile['facts']} facts, {profile['former']} former ones"]
    for one in profile["profile"]:
        times = f"{one['messages']} messages" if one["messages"] > 1 else "1 message"
        former = f", {one['former_values']} former values" if one["former_values"] else ""
        lines.append(f"  {one['text']}: since {one['since'][:10]}, last said {one['last_said'][:10]}, {times}{former}")
        lines += [f"    doubted: called wrong as an answer to: {question}" for question in one.get("doubted_for", ())]
        lines += [f"    {word['thread']}, {word['message']}: {word['quote']}" for word in one["words"]]
    return lines
