"""What exercise 5.4 asks for, R12: each asset says what it is, apart from what its events say."""

from include.course.evidence import Declared
from include.course.exercise_5_4.scenario import ASSETS, NO_GROUP, OF_EVENTS
from include.course.observations import Observations
from include.course.verdicts import PASS, WRONG, Finding


def declares(seen: Observations) -> bool:
    """Whether the file is of a learner who declares the assets; else R12 to R14 do not apply.

    Before, assets were given, by name and URI alone, and three DAGs were all. Such a file is judged as it was. It is
    known by what it lacks: a DAG for the search index, which is in the starter now, and any group.
    """
    return not seen.notes.get("assets given")


def declaration(seen: Observations) -> Finding:
    """R12: each asset has the name and URI of the text, the group of the others, and an extra of its own."""
    found = [asset for asset in seen.declared if asset.name in map(seen.asset, ASSETS)]
    for asset in found:
        if wrong := _lacking(seen, asset):
            return wrong
    if len(groups := {asset.group for asset in found}) > 1:
        return Finding(WRONG, "several_groups", {"groups": ", ".join(sorted(groups))})
    events = [event for step in seen.steps.values() for event in step.events_of(seen.asset("vector_store"))]
    if not events:
        return Finding(PASS, "assets_declared", {"count": len(found)})
    own, told = events[0].asset_extra, events[0].quoted
    return Finding(PASS, "asset_and_event", {**told, "count": len(found), "own": own})


def _lacking(seen: Observations, asset: Declared) -> Finding | None:
    uri = uri_of(seen, asset.name)
    if asset.uri != uri:
        return Finding(WRONG, "another_uri", {**asset.quoted, "wanted": uri})
    if asset.group == NO_GROUP:
        return Finding(WRONG, "no_group", asset.quoted)
    if not asset.extra:
        return Finding(WRONG, "no_own_extra", asset.quoted)
    if of_events := OF_EVENTS & asset.extra.keys():
        return Finding(WRONG, "event_in_the_asset", {**asset.quoted, "keys": ", ".join(sorted(of_events))}, "M04")
    if asset.name == seen.asset("vector_store") and asset.extra.get("collection") != seen.namespace:
        return Finding(WRONG, "no_collection", {**asset.quoted, "wanted": seen.namespace})
    return None


def uri_of(seen: Observations, name: str) -> str:
    """The URI that the text gives to the asset of that name."""
    return f"x-course://{seen.namespace}/{name.removeprefix(seen.asset(''))}"
