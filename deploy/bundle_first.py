"""Finds `include` where Airflow added a bundle last: runs of a version of a Git bundle have the logic of that version.

The image has `include`, too, for the triggerer, which reads no bundle; its root is on PYTHONPATH, and Airflow appends
the folder of a bundle behind that. `bundle_first.pth` beside this file makes every Python of the image import it.
"""

import sys
from importlib.machinery import ModuleSpec, PathFinder


class BundleFirst:
    """A finder for one name: the last folder of `sys.path` that has it is the one."""

    @staticmethod
    def find_spec(name: str, *_: object) -> ModuleSpec | None:
        """Returns where `include` is; the packages below it follow by themselves."""
        return PathFinder.find_spec(name, sys.path[::-1]) if name == "include" else None


sys.meta_path.insert(0, BundleFirst)
