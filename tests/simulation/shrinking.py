"""Leaves out of a failing story what is not needed for it to fail (Zeller, Hildebrandt, "Simplifying and isolating
failure-inducing input", 2002), then makes what is left calmer.
"""

from collections.abc import Callable, Iterator

from tests.simulation.operations import Operation

Story = list[Operation]


def shrink(story: Story, fails: Callable[[Story], bool]) -> Story:
    """Returns the shortest story that was found to fail still.

    Args:
        fails: plays a story in a world of its own.
    """
    for name in dict.fromkeys(operation[0] for operation in story):  # a kind that plays no part, at once
        tried = [operation for operation in story if operation[0] != name]
        story = tried if fails(tried) else story
    story = _leave_out(story, fails)
    for place, operation in enumerate(story):
        for calmer in _calmer(operation):
            tried = [*story[:place], calmer, *story[place + 1 :]]
            if fails(tried):
                story = tried
                break
    return _leave_out(story, fails)


def _leave_out(story: Story, fails: Callable[[Story], bool]) -> Story:
    size = max(1, len(story) // 2)
    while story:
        start, shorter = 0, False
        while start < len(story):
            tried = story[:start] + story[start + size :]
            if fails(tried):
                story, shorter = tried, True
            else:
                start += size
        if size == 1 and not shorter:
            return story
        size = max(1, size // 2)
    return story


def _calmer(operation: Operation) -> Iterator[Operation]:
    """The same without a fate, or with fewer parts."""
    name, *arguments = operation
    if arguments and isinstance(arguments[0], tuple) and arguments[0][0]:
        yield (name, (0, False, ""), *arguments[1:])
    for place, argument in enumerate(arguments):
        if isinstance(argument, list) and len(argument) > 1:
            yield (name, *arguments[:place], argument[:1], *arguments[place + 1 :])
