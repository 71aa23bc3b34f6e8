"""The whole repository as a versioned bundle: `include` is found in it, and DAGs in `dags/` alone."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from include.course.fresh_database import copy_database
from include.settings import PROJECT, SAMPLE_CONVERSATIONS, SAMPLE_GENERATION
from tests.conftest import PAGES, Workplace

GIT = "airflow.providers.git.bundles.git.GitDagBundle"
S3 = "airflow.providers.amazon.aws.bundles.s3.S3DagBundle"
FOLDERS = ("dags", "include", "exercises", "solutions", "tools")
SOME = ("publish_documents.py", "generate_embeddings.py", "roll_back.py", "*5_4*.py")
"""DAG files that are enough to see which folder is read."""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """What a bundle is taken from: our folders, with a few DAGs, and the list of what is no DAG."""
    folder = tmp_path / "repository"
    for name in FOLDERS:
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("dags", "exercises", "solutions"):
        for path in (folder / name).rglob("*.py"):
            if not any(path.match(pattern) for pattern in SOME):
                path.unlink()
    shutil.copy(PROJECT / ".airflowignore", folder)
    return folder


def dag_names(repository: Path) -> set[str]:
    """Each file below `dags/` has the DAG of its name."""
    return {path.stem for path in (repository / "dags").rglob("*.py")}


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.com")
    done = subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


class Site:
    """An Airflow that has one bundle and no PYTHONPATH."""

    def __init__(self, home: Path, classpath: str, arguments: dict[str, Any], environment: dict[str, str]) -> None:
        self.home = home
        home.mkdir()
        bundles = [{"name": "documents", "classpath": classpath, "kwargs": arguments}]
        self.environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {
            "AIRFLOW_HOME": str(home),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST": json.dumps(bundles),
            "AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_STORAGE_PATH": str(home / "bundles"),
            "GENERATION_URI": str(SAMPLE_GENERATION),
            "CONVERSATIONS_URI": str(SAMPLE_CONVERSATIONS),
            **environment,
        }
        copy_database(home / "airflow.db")

    def run(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "airflow", *arguments]
        done = subprocess.run(command, cwd=self.home, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    def dags(self) -> dict[str, str | None]:
        """DAGs as Airflow reads them now, each with the version of the bundle."""
        self.run("dags", "reserialize")
        with closing(sqlite3.connect(self.home / "airflow.db")) as database:
            return dict(database.execute("SELECT dag_id, bundle_version FROM dag WHERE NOT is_stale"))


@pytest.mark.slow_live
def test_a_git_repository_is_a_bundle_whose_runs_know_their_commit(
    repository: Path, workplace: Workplace, tmp_path: Path
) -> None:
    git(repository, "init", "-q", "-b", "main")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "first")
    first = git(repository, "rev-parse", "HEAD")
    arguments = {"repo_url": str(repository), "tracking_ref": "main"}
    site = Site(tmp_path / "site", GIT, arguments, workplace.environment)
    assert site.dags() == dict.fromkeys(dag_names(repository), first)

    site.run("dags", "test", "publish_documents", "--conf", '{"action": "scan"}')
    assert workplace.lake.open("documents").count() == len(PAGES)

    (repository / "dags" / "upkeep" / "roll_back.py").unlink()
    git(repository, "commit", "-q", "-a", "-m", "second")
    assert site.dags()["publish_documents"] == git(repository, "rev-parse", "HEAD") != first


@pytest.mark.slow_live
def test_a_prefix_of_an_s3_bucket_is_a_bundle(
    repository: Path, workplace: Workplace, client: Any, tmp_path: Path
) -> None:
    for path in repository.rglob("*"):
        if path.is_file():
            client.upload_file(str(path), "docs", f"bundle/{path.relative_to(repository).as_posix()}")
    arguments = {"aws_conn_id": "aws_bundle", "bucket_name": "docs", "prefix": "bundle"}
    extra = {"endpoint_url": client.meta.endpoint_url, "region_name": "us-east-1"}
    connection = {"conn_type": "aws", "login": "testing", "password": "testing", "extra": extra}
    environment = workplace.environment | {"AIRFLOW_CONN_AWS_BUNDLE": json.dumps(connection)}
    site = Site(tmp_path / "site", S3, arguments, environment)
    assert set(site.dags()) == dag_names(repository)


AS_A_TASK = """
import os, sys
from airflow.dag_processing.bundles.manager import DagBundlesManager
from airflow.dag_processing.dagbag import BundleDagBag
for version in sys.argv[1:]:
    if not os.fork():
        bundle = DagBundlesManager().get_bundle("documents", version=version)
        bundle.initialize()
        bag = BundleDagBag(str(bundle.path / "dags" / "tell.py"), bundle_path=bundle.path, safe_mode=False)
        print("told:", bag.dags["tell"].task_dict["tell"].python_callable(), flush=True)
        os._exit(0)
    os.wait()
"""
"""What Airflow's task runner does with the version of a run: each in a process of its own, forked from a warm one."""
TELL = """
from airflow.sdk import dag, task
from include.words import WORD

@dag(schedule=None)
def tell():
    @task(task_id="tell")
    def _tell():
        return WORD
    _tell()

tell()
"""


def test_a_run_has_the_logic_of_its_version_though_the_image_has_one_too(tmp_path: Path) -> None:
    repository, image = tmp_path / "repository", tmp_path / "image"
    for folder in (repository / "dags", repository / "include", image / "include"):
        folder.mkdir(parents=True)
    (repository / "dags" / "tell.py").write_text(TELL)
    (image / "include" / "__init__.py").touch()
    (image / "include" / "words.py").write_text('WORD = "of the image"\n')
    (repository / "include" / "__init__.py").touch()
    git(repository, "init", "-q", "-b", "main")
    versions = []
    for word in ("first", "second"):
        (repository / "include" / "words.py").write_text(f'WORD = "{word}"\n')
        git(repository, "add", "-A")
        git(repository, "commit", "-q", "-m", word)
        versions.append(git(repository, "rev-parse", "HEAD"))
    (image / "sitecustomize.py").write_text((PROJECT / "deploy" / "bundle_first.pth").read_text("utf-8"))
    # In the image a .pth among the packages does what a sitecustomize does here.
    path = os.pathsep.join(map(str, (image, PROJECT / "deploy")))
    arguments = {"repo_url": str(repository), "tracking_ref": "main"}
    site = Site(tmp_path / "site", GIT, arguments, {"PYTHONPATH": path})
    done = subprocess.run(
        [sys.executable, "-c", AS_A_TASK, *versions], env=site.environment, capture_output=True, text=True, check=False
    )
    told = [line for line in done.stdout.splitlines() if line.startswith("told:")]
    assert told == ["told: first", "told: second"], done.stdout + done.stderr
