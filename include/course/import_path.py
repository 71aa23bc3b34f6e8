"""Where another process finds a class of a DAG file."""

from pathlib import Path


def import_path(of: type, file: str) -> str:
    """Import path of a class, for the triggerer: `exercises.my_file.MyTrigger`.

    The class's own `__module__` will not do: Airflow gives a DAG file that it parses a name that no other process
    knows. The triggerer has the project's folder on its path, and from there finds the file.

    Args:
        of: the class.
        file: `__file__` of the DAG file, which lies in a folder of the project.
    """
    path = Path(file)
    return f"{path.parent.name}.{path.stem}.{of.__qualname__}"
