"""What a task asks of Kubernetes under the KubernetesExecutor, where each task has a pod of its own."""

import os
from typing import Any

from include.errors import SettingsError

CONTAINER = "base"
"""Airflow gives this name to the container of a pod that runs the task."""


def embedding_pod() -> dict[str, Any]:
    """`executor_config` of a task that embeds: as many cores and as much memory as EMBEDDING_POD_CPU and _MEMORY say.

    It is asked at each parse. Without the variables there is nothing to ask for, and nothing of Kubernetes is imported:
    other executors do not need it. A limit on memory is what is asked for, so a task that wants more is ended alone.

    Raises:
        SettingsError: the variables are set, and the package is missing.
    """
    asked = {name: os.environ.get(f"EMBEDDING_POD_{name.upper()}", "").strip() for name in ("cpu", "memory")}
    asked = {name: value for name, value in asked.items() if value}
    if not asked:
        return {}
    try:
        from kubernetes.client import models
    except ImportError as error:
        raise SettingsError(
            "EMBEDDING_POD_CPU and EMBEDDING_POD_MEMORY are for the KubernetesExecutor: "
            "install apache-airflow-providers-cncf-kubernetes, or unset them"
        ) from error
    limits = {name: value for name, value in asked.items() if name == "memory"}
    resources = models.V1ResourceRequirements(requests=asked, limits=limits or None)
    container = models.V1Container(name=CONTAINER, resources=resources)
    return {"pod_override": models.V1Pod(spec=models.V1PodSpec(containers=[container]))}
