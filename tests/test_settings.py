from pathlib import Path

import pytest

from include.errors import SettingsError
from include.settings import PROJECT, SAMPLE_DOCUMENTS, Settings


def test_defaults_need_no_environment() -> None:
    settings = Settings.from_environment({})
    assert settings.documents_uri == str(SAMPLE_DOCUMENTS)
    assert Path(settings.lake_uri).is_relative_to(PROJECT)
    assert Path(settings.qdrant_path).is_relative_to(PROJECT)
    assert (settings.qdrant_url, settings.qdrant_api_key) == ("", "")
    assert (settings.embedding_model, settings.embedding_runtime) == ("all-MiniLM-L6-v2", "auto")
    assert settings.approval_threshold > 0
    assert Path(settings.golden_questions).is_file()


def test_empty_and_blank_variables_mean_the_default() -> None:
    names = ("DOCUMENTS_URI", "LAKE_URI", "QDRANT_PATH", "QDRANT_URL", "EMBEDDING_MODEL", "APPROVAL_THRESHOLD")
    assert Settings.from_environment(dict.fromkeys(names, " ")) == Settings.from_environment({})


def test_the_process_environment_is_read_at_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDDING_MODEL", "other")
    assert Settings.from_environment().embedding_model == "other"


@pytest.mark.parametrize("name", ["DOCUMENTS_URI", "LAKE_URI"])
@pytest.mark.parametrize(
    ("value", "location"),
    [
        ("/data/x", "/data/x"),
        (" /data/x ", "/data/x"),
        ("data/x", str(PROJECT / "data/x")),
        ("~/x", str(Path.home() / "x")),
        ("file:///data/my%20docs", "/data/my docs"),
        ("file://localhost/data", "/data"),
        ("s3://bucket", "s3://bucket"),
        ("s3://bucket/some/prefix/", "s3://bucket/some/prefix"),
    ],
)
def test_a_location_is_a_path_or_an_s3_prefix(name: str, value: str, location: str) -> None:
    assert getattr(Settings.from_environment({name: value}), name.lower()) == location


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DOCUMENTS_URI", "gs://bucket/x"),
        ("DOCUMENTS_URI", "s3://"),
        ("DOCUMENTS_URI", "~nobody-has-this-name/x"),
        ("LAKE_URI", "file://server/x"),
        ("LAKE_URI", "https://example.org/lake"),
        ("QDRANT_PATH", "s3://bucket/x"),
        ("QDRANT_URL", "localhost:6333"),
        ("QDRANT_URL", "http://["),
        ("QDRANT_URL", "http://host:99999"),
        ("QDRANT_URL", "http://host:port"),
        ("QDRANT_URL", "http://host:0"),
        ("QDRANT_URL", "https://:6333"),
        ("QDRANT_URL", "https://host/?timeout=5"),
        ("QDRANT_ALIAS", "a/b"),
        ("QDRANT_ALIAS", "two__parts"),
        ("QDRANT_ALIAS", "open_"),
        ("QDRANT_ALIAS", "facts"),
        ("QDRANT_ALIAS", "team-facts"),
        ("EMBEDDING_RUNTIME", "gpu"),
        ("QDRANT_QUANTIZATION", "tiny"),
        ("QDRANT_ON_DISK", "yes"),
        ("QDRANT_GRPC_PORT", "grpc"),
        ("EMBEDDING_THREADS", "two"),
        ("APPROVAL_THRESHOLD", "-1"),
        ("APPROVAL_THRESHOLD", "1.5"),
        ("LAKE_URI", "/data/per%20cent/lake"),
        ("LAKE_URI", "/data/[x]/lake"),
        ("MAX_DOCUMENT_BYTES", "20MB"),
        ("GOLDEN_RECALL_MINIMUM", "80%"),
        ("GOLDEN_RECALL_MINIMUM", "1.1"),
        ("GOLDEN_RECALL_MINIMUM", "nan"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_the_variable(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({name: value})
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


def test_numbers_may_be_grouped_with_underscores() -> None:
    settings = Settings.from_environment({"APPROVAL_THRESHOLD": "5_000", "GOLDEN_RECALL_MINIMUM": "0.5"})
    assert (settings.approval_threshold, settings.golden_recall_minimum) == (5000, 0.5)


def test_a_server_and_a_folder_at_once_are_refused() -> None:
    with pytest.raises(SettingsError, match="QDRANT_URL and QDRANT_PATH"):
        Settings.from_environment({"QDRANT_URL": "http://localhost:6333", "QDRANT_PATH": "/data/qdrant"})


def test_the_api_key_is_not_shown() -> None:
    settings = Settings.from_environment({"QDRANT_URL": "https://q.example", "QDRANT_API_KEY": "s3cr3t"})
    assert settings.qdrant_api_key == "s3cr3t"
    assert "s3cr3t" not in f"{settings!r} {settings}"


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("https://q.example", "https://q.example:443"),
        ("http://q.example", "http://q.example:80"),
        ("http://localhost:6333/", "http://localhost:6333"),
        ("HTTPS://Q.example:8443/search/", "https://q.example:8443/search"),
        ("http://[::1]", "http://[::1]:80"),
        ("http://[::1]:6333", "http://[::1]:6333"),
    ],
)
def test_a_server_has_one_address_with_its_port(value: str, address: str) -> None:
    assert Settings.from_environment({"QDRANT_URL": value}).qdrant_url == address


def test_a_password_in_the_address_is_refused_and_not_shown() -> None:
    with pytest.raises(SettingsError, match="QDRANT_API_KEY") as caught:
        Settings.from_environment({"QDRANT_URL": "https://ada:s3cr3t@q.example"})
    assert "s3cr3t" not in str(caught.value)
