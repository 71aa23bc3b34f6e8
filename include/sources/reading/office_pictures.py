"""Words of the pictures that Office draws: diagrams (SmartArt) and charts."""

from collections.abc import Callable

from include.errors import UnreadableDocument
from include.sources.reading.blocks import clean
from include.sources.reading.office_package import Package, Start


def diagram_texts(package: Package, part: str) -> list[str]:
    """Returns the text of each shape of a diagram."""
    return _texts(package, part, whole=("dgm:pt",), taken=("a:t",))


def chart_texts(package: Package, part: str) -> list[str]:
    """Returns titles, names of series and categories of a chart, each once; its numbers are seen as bars only."""
    found = _texts(package, part, whole=("c:rich", "c:pt"), taken=("a:t", "c:v"), passed=("c:numCache", "c:numLit"))
    return list(dict.fromkeys(found))


def _texts(
    package: Package, part: str, *, whole: tuple[str, ...], taken: tuple[str, ...], passed: tuple[str, ...] = ()
) -> list[str]:
    """One text for each element that is a whole."""
    texts: list[str] = []
    now: list[str] = []
    taking = [False]

    def finish() -> None:
        if text := " ".join(clean("".join(now)).split()):
            texts.append(text)
        now.clear()

    def take(*, yes: bool) -> Callable[..., None]:
        return lambda *_: taking.__setitem__(0, yes)

    starts: dict[str, Start] = {
        **dict.fromkeys(taken, take(yes=True)),
        **dict.fromkeys(passed, lambda _: True),
        "a:p": lambda _: now.append(" "),
    }
    ends = {**dict.fromkeys(taken, take(yes=False)), **dict.fromkeys(whole, finish)}
    try:
        package.read(part, starts, ends, lambda data: now.append(data) if taking[0] else None)
    except UnreadableDocument:
        return texts
    return texts
