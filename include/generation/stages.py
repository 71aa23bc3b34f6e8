"""The stages of generation, in their order: a task of a later one needs the answer of one before."""

from collections.abc import Mapping

TASK_TABLES: Mapping[str, str] = {"link": "link_tasks", "essay": "essay_tasks", "evaluation": "evaluation_tasks"}
"""Table of a stage's tasks."""
