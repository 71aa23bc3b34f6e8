"""What a learner's text shows: tasks still to do, and signs of some misunderstandings.

A text never decides whether a requirement is met, the engine does; it only helps to say why one is not.
"""

import ast
import re
from collections.abc import Iterable, Iterator

TRIGGERING, SKIP = "triggering_asset_events", "AirflowSkipException"
OF_AIRFLOW_2 = re.compile(
    r"triggering_dataset_events|airflow\.datasets|\bDataset\(|schedule_interval|execution_date|days_ago|provide_context"
    r"|airflow\.utils\.dates|DummyOperator|airflow\.operators\.(?:python|bash|dummy|empty)_operator|default_var\b"
)
"""What Airflow 3 does not have, as learners remember it."""
CHANGING = ("add", "append", "extend", "update", "setdefault", "discard", "remove", "pop", "clear")
"""Methods by which a list, a set or a dictionary becomes another one."""
NO_PYTHON = ("SyntaxError", "IndentationError", "TabError")


def todos(sources: Iterable[str]) -> frozenset[int]:
    """Tasks whose `todo(n)` is still there; a file that cannot be read has none."""
    return frozenset(
        argument.value
        for node in _nodes(sources)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "todo"
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, int)
    )


def keys_as_uris(sources: Iterable[str]) -> bool:
    """Whether keys of `triggering_asset_events`, which are assets, are compared or used as strings."""
    nodes = list(_nodes(sources))
    keys = {
        node.target.elts[0].id
        for node in nodes
        if isinstance(node, ast.For | ast.comprehension)
        and isinstance(node.target, ast.Tuple)
        and isinstance(node.target.elts[0], ast.Name)
        and TRIGGERING in ast.unparse(node.iter)
        and ".items()" in ast.unparse(node.iter)
    }
    return any(_as_string(node, keys) for node in nodes)


def takes_first_event(sources: Iterable[str]) -> bool:
    """Whether the first of several events is taken: `events[0]`, `next(iter(events))`."""
    return any(_first(node) and "event" in ast.unparse(node) for node in _nodes(sources))


def reads_events(sources: Iterable[str], key: str) -> bool:
    """Whether a value of that key is taken from the extra of an event: `event.extra[key]`, `event.extra.get(key)`."""
    return any(_of_an_extra(node) and _asks_for(node, key) for node in _nodes(sources))


def catches_skip(sources: Iterable[str]) -> bool:
    """Whether an AirflowSkipException is raised in a `try` that catches every exception, and not raised again."""
    return any(
        isinstance(node, ast.Try)
        and any(
            isinstance(inner, ast.Raise) and SKIP in ast.unparse(inner)
            for part in node.body
            for inner in ast.walk(part)
        )
        and any(_catches(handler) for handler in node.handlers)
        for node in _nodes(sources)
    )


def of_airflow_2(texts: Iterable[str]) -> bool:
    """Whether a name is there that Airflow 3 does not have any more: in code, or in what an exception says."""
    return any(OF_AIRFLOW_2.search(text) for text in texts)


def unreadable(error: str) -> str:
    """What is believed where a file cannot be imported, by what the import said."""
    if of_airflow_2([error]):
        return "M81"
    return "M83" if error.startswith(NO_PYTHON) else ""


def reads_times(sources: Iterable[str]) -> bool:
    """Whether the time of a file is asked for."""
    return any("mtime" in source or "ctime" in source for source in sources)


def calls(sources: Iterable[str], function: str) -> bool:
    """Whether a function of that name is called."""
    return any(
        isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == function for node in _nodes(sources)
    )


def keeps_in_module(sources: Iterable[str]) -> bool:
    """Whether a function changes a variable of its module: the process of the next run does not know of it."""
    return any(_changes_module(ast.parse(source)) for source in sources if _is_python(source))


def _changes_module(module: ast.Module) -> bool:
    own = {
        target.id
        for node in module.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    functions = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return any(_changes(node, own) for function in functions for node in ast.walk(function))


def _changes(node: ast.AST, names: set[str]) -> bool:
    if isinstance(node, ast.Global):
        return True
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGING:
        changed: ast.AST = node.func.value
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
        changed = node.value
    else:
        return False
    return isinstance(changed, ast.Name) and changed.id in names


def _catches(handler: ast.ExceptHandler) -> bool:
    kinds = ast.unparse(handler.type) if handler.type else "Exception"
    again = any(isinstance(node, ast.Raise) for part in handler.body for node in ast.walk(part))
    return not again and any(kind in kinds for kind in ("Exception", SKIP))


def _first(node: ast.AST) -> bool:
    if isinstance(node, ast.Subscript):
        return isinstance(node.slice, ast.Constant) and node.slice.value == 0
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "next"


def _of_an_extra(node: ast.AST) -> bool:
    """`….extra[…]` or `….extra.get(…)`, read."""
    if isinstance(node, ast.Subscript):
        return isinstance(node.ctx, ast.Load) and ast.unparse(node.value).endswith(".extra")
    return isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".extra.get")


def _asks_for(node: ast.AST, key: str) -> bool:
    asked = node.slice if isinstance(node, ast.Subscript) else next(iter(getattr(node, "args", ())), None)
    return isinstance(asked, ast.Constant) and asked.value == key


def _as_string(node: ast.AST, keys: set[str]) -> bool:
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        mine = any(isinstance(side, ast.Name) and side.id in keys for side in sides)
        return mine and any(_is_string(side) for side in sides)
    if isinstance(node, ast.Subscript) and TRIGGERING in ast.unparse(node.value):
        return _is_string(node.slice)
    is_method = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in keys
    return is_method and hasattr(str, node.attr)  # type: ignore[attr-defined]


def _is_string(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in ("uri", "name")
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _nodes(sources: Iterable[str]) -> Iterator[ast.AST]:
    for source in filter(_is_python, sources):
        yield from ast.walk(ast.parse(source))


def _is_python(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True
