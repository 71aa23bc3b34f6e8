import json
import subprocess
import sys
from pathlib import Path

import pytest

from include.embedding import model
from include.embedding.model import EmbeddingModel, find_model
from include.errors import ModelError
from include.settings import PROJECT

NAME = "all-MiniLM-L6-v2"
PACKAGED = find_model(NAME)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The packaged model with tiny weights: only their hash matters here."""
    for file in PACKAGED.folder.rglob("*.json"):
        copy = tmp_path / "model" / file.relative_to(PACKAGED.folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    (tmp_path / "model" / "model.safetensors").write_bytes(b"weights")
    return tmp_path / "model"


def edit(file: Path, **values: object) -> None:
    file.write_text(json.dumps(json.loads(file.read_text()) | values))


def append_space(file: Path) -> None:
    with file.open("ab") as changed:
        changed.write(b" ")


def test_packaged_model_has_its_published_weights_dimension_and_window() -> None:
    assert (PACKAGED.dimension, PACKAGED.window_tokens) == (384, 256)
    assert PACKAGED.fingerprint == find_model(f"sentence-transformers/{NAME}").fingerprint
    assert PACKAGED.chunker().max_tokens == 254


def test_fingerprint_depends_on_the_files_and_not_on_the_place(folder: Path) -> None:
    first = find_model(str(folder)).fingerprint
    assert len(bytes.fromhex(first)) == 8
    moved = folder.rename(folder.with_name("elsewhere"))
    assert find_model(str(moved)).fingerprint == first


@pytest.mark.parametrize("module", [".", "2_Dense"])
@pytest.mark.parametrize("file", ["model.safetensors", "model-00001-of-00002.safetensors", "config.json"])
def test_fingerprint_changes_with_the_files_of_every_module(folder: Path, file: str, module: str) -> None:
    first = find_model(str(folder)).fingerprint
    (folder / module).mkdir(exist_ok=True)
    append_space(folder / module / file)
    assert find_model(str(folder)).fingerprint != first


@pytest.mark.parametrize(
    "file",
    [
        *("pytorch_model.bin", "modules.json", "tokenizer.json", "1_Pooling/config.json"),
        *("sentence_bert_config.json", "config_sentence_transformers.json"),
    ],
)
def test_fingerprint_changes_with_every_file_that_decides_a_vector(folder: Path, file: str) -> None:
    first = find_model(str(folder)).fingerprint
    append_space(folder / file)
    assert find_model(str(folder)).fingerprint != first


def test_another_model_of_the_same_dimension_has_another_fingerprint(folder: Path) -> None:
    other = find_model(str(folder))
    assert other.dimension == PACKAGED.dimension
    assert other.fingerprint != PACKAGED.fingerprint


def test_a_readme_does_not_change_the_fingerprint(folder: Path) -> None:
    first = find_model(str(folder)).fingerprint
    (folder / "README.md").write_text("another text")
    assert find_model(str(folder)).fingerprint == first


def test_weights_that_were_not_published_are_refused(folder: Path) -> None:
    with pytest.raises(ModelError, match="not what its authors published") as caught:
        _ = EmbeddingModel(NAME, folder).fingerprint
    assert "\n" not in str(caught.value)


def test_window_comes_from_the_first_file_that_has_one(folder: Path) -> None:
    edit(folder / "sentence_bert_config.json", max_seq_length=128)
    assert find_model(str(folder)).window_tokens == 128
    assert find_model(str(folder)).chunker().max_tokens == 126
    (folder / "sentence_bert_config.json").unlink()
    edit(folder / "tokenizer_config.json", model_max_length=10**30)
    assert find_model(str(folder)).window_tokens == 512


def test_a_long_window_does_not_make_longer_chunks(folder: Path) -> None:
    edit(folder / "sentence_bert_config.json", max_seq_length=8192)
    assert find_model(str(folder)).chunker().max_tokens == 254
    assert find_model(str(folder)).chunker_fingerprint == PACKAGED.chunker_fingerprint


def test_tokenizer_counts_all_of_a_long_text() -> None:
    assert PACKAGED.chunker().count("word " * 1000) == 1000


def test_a_tokenizer_is_loaded_once_while_its_file_stays(folder: Path) -> None:
    first = find_model(str(folder)).tokenizer()
    assert find_model(str(folder)).tokenizer() is first
    append_space(folder / "tokenizer.json")
    assert find_model(str(folder)).tokenizer() is not first


def test_a_dense_module_decides_the_dimension(folder: Path) -> None:
    modules = json.loads((folder / "modules.json").read_text())
    dense = {"idx": 2, "name": "2", "path": "2_Dense", "type": "sentence_transformers.models.Dense"}
    (folder / "modules.json").write_text(json.dumps([*modules[:2], dense]))
    (folder / "2_Dense").mkdir()
    (folder / "2_Dense" / "config.json").write_text('{"in_features": 384, "out_features": 128}')
    assert find_model(str(folder)).dimension == 128


@pytest.mark.parametrize("content", [None, "{broken"])
@pytest.mark.parametrize("file", ["tokenizer.json", "modules.json"])
def test_a_folder_without_a_usable_model_is_one_line(folder: Path, file: str, content: str | None) -> None:
    (folder / file).unlink()
    if content:
        (folder / file).write_text(content)
    found = find_model(str(folder))
    with pytest.raises(ModelError, match=file) as caught:
        _ = found.chunker(), found.dimension
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["no-such-model-anywhere", "nobody/no-such-model", "a/b/c", "../no-such-folder"])
def test_an_unknown_model_is_one_line_offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    constants = pytest.importorskip("huggingface_hub.constants")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(ModelError, match="EMBEDDING_MODEL") as caught:
        find_model(name)
    assert "\n" not in str(caught.value)


def test_a_missing_package_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "PACKAGED", {NAME: "no_such_package"})
    with pytest.raises(ModelError, match="no_such_package is not installed"):
        find_model(NAME)


def test_finding_a_model_and_cutting_texts_import_no_torch() -> None:
    code = (
        "import sys; from include.embedding.model import find_model; found = find_model('all-MiniLM-L6-v2'); "
        "found.fingerprint; found.chunker().split('# a', 'text/markdown'); "
        "print(*{'torch', 'transformers', 'sentence_transformers', 'openvino', 'qdrant_client'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout == "\n"
