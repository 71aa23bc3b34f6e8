"""Values for the official Helm chart, and the pods that the KubernetesExecutor starts.

`make test-kubernetes` runs what wants the executor's provider; with `CHART=` the chart's own schema judges the values.
"""

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import ValidationError, validate

from include.airflow_io.pods import embedding_pod
from include.errors import SettingsError
from include.settings import PROJECT

CHART = os.environ.get("CHART", "")
"""Read when the module is: later a test sees its own settings only."""
CELERY, KUBERNETES = (PROJECT / "deploy" / name for name in ("helm-values.yaml", "helm-values-kubernetes.yaml"))
EMBEDDING = {"embed_shard", "embed_approved", "commit", "commit_approved"}


def chart_schema(chart: Path) -> dict[str, Any]:
    """The schema out of a chart as `helm pull` brings it, or as `helm pull --untar` does."""
    if chart.is_dir():
        return dict(json.loads((chart / "values.schema.json").read_text("utf-8")))
    with tarfile.open(chart) as archive:
        member = archive.extractfile("airflow/values.schema.json")
        assert member
        return dict(json.load(member))


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    if CHART:
        return chart_schema(Path(CHART))
    return dict(yaml.safe_load((Path(__file__).parent / "chart_1_22.yaml").read_text("utf-8")))


def values(path: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(path.read_text("utf-8")))


def environment(path: Path) -> dict[str, str]:
    return {item["name"]: item["value"] for item in values(path)["env"]}


@pytest.mark.parametrize("path", [CELERY, KUBERNETES], ids=lambda path: path.stem)
def test_the_chart_takes_the_values(path: Path, schema: dict[str, Any]) -> None:
    validate(values(path), schema)


@pytest.mark.parametrize(
    ("section", "name", "value"),
    [
        ("workers", "kubernets", {}),
        ("images", "airlfow", {}),
        ("workers", "celery", {"terminationGracePeriodSeconds": "600"}),
        ("triggerer", "resources", {"request": {"cpu": 1}}),
    ],
)
def test_a_misspelt_value_is_refused(schema: dict[str, Any], section: str, name: str, value: Any) -> None:
    with pytest.raises(ValidationError):
        validate(values(CELERY) | {section: {name: value}}, schema)


def test_a_chart_is_read_packed_and_unpacked(tmp_path: Path) -> None:
    (tmp_path / "airflow").mkdir()
    (tmp_path / "airflow" / "values.schema.json").write_text('{"type": "object"}')
    with tarfile.open(tmp_path / "airflow-1.22.0.tgz", "w:gz") as archive:
        archive.add(tmp_path / "airflow", "airflow")
    assert chart_schema(tmp_path / "airflow") == chart_schema(tmp_path / "airflow-1.22.0.tgz") == {"type": "object"}


def test_the_two_differ_in_how_tasks_are_run_alone() -> None:
    celery, kubernetes = environment(CELERY), environment(KUBERNETES)
    differing = {name for name in celery.keys() | kubernetes.keys() if celery.get(name) != kubernetes.get(name)}
    assert differing == {"EMBEDDING_POD_CPU", "EMBEDDING_POD_MEMORY"}
    assert kubernetes["EMBEDDING_POD_CPU"] == kubernetes["EMBEDDING_THREADS"]


@pytest.mark.parametrize("path", [CELERY, KUBERNETES], ids=lambda path: path.stem)
def test_the_image_is_built_with_what_the_values_start(path: Path) -> None:
    """The chart's API server logs people in with FAB unless told otherwise, which the runtime image does not have."""
    built = next(line for line in path.read_text("utf-8").splitlines() if "--build-arg" in line)
    assert "apache-airflow-providers-fab==" in built
    assert "auth_manager" not in values(path)["config"]["core"]
    assert ("apache-airflow-providers-cncf-kubernetes==" in built) is ("Kubernetes" in values(path)["executor"])


def test_the_log_of_a_pod_outlives_it() -> None:
    logging = values(KUBERNETES)["config"]["logging"]
    assert logging["remote_logging"] == "True"
    assert logging["remote_base_log_folder"].startswith("s3://")
    assert logging["remote_log_conn_id"] == environment(KUBERNETES)["S3_CONNECTION"]


def parsed(**settings: str) -> dict[str, Any]:
    """What each task of `generate_embeddings` asks for, and whether Kubernetes was imported, in a fresh process."""
    program = """
import json, sys
from airflow.dag_processing.dagbag import DagBag
bag = DagBag("dags/embeddings/generate_embeddings.py")
tasks = bag.dags["generate_embeddings"].task_dict if bag.dags else {}
print(json.dumps({
    "asked": sorted(name for name, task in tasks.items() if task.executor_config),
    "imported": "kubernetes" in sys.modules,
    "errors": list(bag.import_errors.values()),
}))
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PROJECT,
        env=os.environ | {"PYTHONPATH": str(PROJECT), "AIRFLOW__CORE__LOAD_EXAMPLES": "False"} | settings,
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_other_executors_need_nothing_of_kubernetes() -> None:
    assert parsed() == {"asked": [], "imported": False, "errors": []}


def test_settings_for_an_executor_that_is_missing_are_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDDING_POD_MEMORY", "2Gi")
    monkeypatch.setitem(sys.modules, "kubernetes.client", None)
    with pytest.raises(SettingsError, match="apache-airflow-providers-cncf-kubernetes") as caught:
        embedding_pod()
    assert "\n" not in str(caught.value)


def test_tasks_that_embed_ask_for_more_and_no_others_do() -> None:
    pytest.importorskip("kubernetes", reason="make test-kubernetes has it")
    found = parsed(EMBEDDING_POD_CPU="2", EMBEDDING_POD_MEMORY="2Gi")
    assert set(found["asked"]) == EMBEDDING
    assert found["errors"] == []


TEMPLATE = """
apiVersion: v1
kind: Pod
metadata: {name: placeholder}
spec:
  containers:
    - name: base
      image: registry.example.com/embedding-assets:1
      envFrom: [{secretRef: {name: document-stores}}]
      resources: {requests: {cpu: 250m, memory: 1Gi}, limits: {memory: 1Gi}}
"""
"""What the chart renders, in short; workers.kubernetes.resources stand in it."""


@pytest.mark.parametrize(
    ("task", "requests", "limits"),
    [
        ("embed_shard", {"cpu": "2", "memory": "2Gi"}, {"memory": "2Gi"}),
        ("commit_approved", {"cpu": "2", "memory": "2Gi"}, {"memory": "2Gi"}),
        ("plan", {"cpu": "250m", "memory": "1Gi"}, {"memory": "1Gi"}),
    ],
)
def test_the_pod_of_a_task_has_what_it_asks_for(
    monkeypatch: pytest.MonkeyPatch, task: str, requests: dict[str, str], limits: dict[str, str]
) -> None:
    """From the DAG as the database has it, through what the executor calls, to the pod it would send."""
    generator = pytest.importorskip(
        "airflow.providers.cncf.kubernetes.pod_generator", reason="make test-kubernetes has it"
    ).PodGenerator
    from airflow.dag_processing.dagbag import DagBag
    from airflow.serialization.serialized_objects import DagSerialization

    for name in ("EMBEDDING_POD_CPU", "EMBEDDING_POD_MEMORY"):
        monkeypatch.setenv(name, environment(KUBERNETES)[name])
    monkeypatch.syspath_prepend(str(PROJECT))
    dag = DagBag(str(PROJECT / "dags" / "embeddings" / "generate_embeddings.py")).dags["generate_embeddings"]
    stored = json.loads(json.dumps(DagSerialization.to_dict(dag)))
    config = DagSerialization.from_dict(stored).task_dict[task].executor_config
    pod = generator.construct_pod(
        dag_id=dag.dag_id,
        task_id=task,
        pod_id="a-pod",
        try_number=1,
        kube_image="",
        date=None,
        args=["python", "-m", "airflow.sdk.execution_time.execute_workload"],
        pod_override_object=generator.from_obj(config),
        base_worker_pod=generator.deserialize_model_dict(yaml.safe_load(TEMPLATE)),
        namespace="documents",
        scheduler_job_id="1",
    )
    (container,) = pod.spec.containers
    assert (container.resources.requests, container.resources.limits) == (requests, limits)
    assert container.args[-1].endswith("execute_workload")
    assert container.env_from[0].secret_ref.name == "document-stores"
