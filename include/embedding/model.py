"""The embedding model as files: where it is, what identifies it, how texts are cut for it. Imports no torch."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from include.embedding.file_hash import file_sha256
from include.embedding.model_files import PACKAGED, hub_folder, packaged_folder
from include.errors import ModelRefused
from include.model_names import ModelName
from include.settings import DEFAULT_MODEL

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from include.embedding.chunking import Chunker

PUBLISHED_SHA256 = {
    "all-MiniLM-L6-v2": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
}
"""sha256 of `model.safetensors` as its authors published it: a package of a third party could carry anything."""
LARGEST_CHUNK_TOKENS = 254
"""Unless CHUNK_TOKENS says otherwise."""
SPECIAL_TOKENS = 2
"""A text's beginning and its end."""


@dataclass(frozen=True)
class EmbeddingModel:
    """A sentence-transformers model on the disk.

    Args:
        name: whole, as `find_model` takes it.
        folder: the model's files.
        chunk_tokens: that a chunk may have; 0: as many as the bundle's default. The model's window is the limit.
    """

    name: str
    folder: Path
    chunk_tokens: int = 0
    is_paid: ClassVar[bool] = False
    """Whether a provider runs it, who has to be paid."""

    @property
    def published_name(self) -> str:
        """Its name on the model hub or at its provider, or its folder."""
        return ModelName.read(self.name).model

    @cached_property
    def fingerprint(self) -> str:
        """Identifies the vectors: weights, tokenizer, pooling, window and prompts; 16 hexadecimal digits.

        Two models can have the same dimension; they never have the same fingerprint.
        """
        digest = hashlib.sha256()
        for file in self._files():
            digest.update(f"{file.relative_to(self.folder).as_posix()}\n{self._sha256(file)}\n".encode())
        return digest.hexdigest()[:16]

    @cached_property
    def dimension(self) -> int:
        """Length of a vector."""
        dimension = 0
        for module in self._json("modules.json"):
            folder = str(module["path"])
            if str(module["type"]).endswith((".Pooling", ".Dense")):
                config = self._json(f"{folder}/config.json")
                dimension = int(
                    config.get("out_features")
                    or config.get("word_embedding_dimension")
                    or config.get("embedding_dimension")
                )
        return dimension

    @cached_property
    def window_tokens(self) -> int:
        """Tokens the model reads, special ones included; it drops the rest without a word."""
        for name in ("sentence_bert_config.json", "tokenizer_config.json", "config.json"):
            if (self.folder / name).exists():
                config = self._json(name)
                length = (
                    config.get("max_seq_length")
                    or config.get("model_max_length")
                    or config.get("max_position_embeddings")
                )
                if length and int(length) < 1_000_000:  # some tokenizers say "no limit" with 10**30
                    return int(length)
        raise ModelRefused(f"model {self.name}: none of its files says how many tokens it reads")

    def tokenizer(self) -> "Tokenizer":
        """Returns the model's tokenizer without truncation and padding; all who ask share it, so nobody changes it."""
        file = self._file("tokenizer.json")
        try:
            return _loaded_tokenizer(file, file_sha256(file))
        except Exception as error:
            raise ModelRefused(f"model {self.name}: tokenizer.json in {self.folder} is broken ({error})") from error

    def tokens(self, texts: Iterable[str]) -> int:
        """Returns how many tokens the texts have, the special ones included; a provider may count otherwise."""
        return sum(len(encoding.ids) for encoding in self.tokenizer().encode_batch(list(texts)))

    def chunker(self, tokens: int = 0) -> "Chunker":
        """Cuts texts to what the model can read.

        Args:
            tokens: of the longest chunk; 0: as the model has it.
        """
        from include.embedding.chunking import Chunker

        tokenizer = self.tokenizer()
        special = tokenizer.num_special_tokens_to_add(False)
        if special > SPECIAL_TOKENS:
            raise ModelRefused(
                f"model {self.name} adds {special} special tokens; the chunker allows for {SPECIAL_TOKENS}"
            )
        return Chunker(tokenizer, tokens or self.largest_chunk, self._tokenizer_hash)

    @cached_property
    def chunker_fingerprint(self) -> str:
        """What `chunker().fingerprint` will be."""
        from include.embedding.chunking import fingerprint

        return fingerprint(self.largest_chunk, self._tokenizer_hash)

    @property
    def largest_chunk(self) -> int:
        """Tokens of the longest chunk, its special tokens left out."""
        return min(self.chunk_tokens or LARGEST_CHUNK_TOKENS, self.window_tokens - SPECIAL_TOKENS)

    @property
    def _tokenizer_hash(self) -> str:
        return self._sha256(self._file("tokenizer.json"))

    def _files(self) -> list[Path]:
        """The files that decide a vector, sorted."""
        names = {"model.safetensors", "pytorch_model.bin", "config.json", "modules.json", "tokenizer.json"}
        names |= {"sentence_bert_config.json", "config_sentence_transformers.json"}
        return sorted(
            path
            for path in self.folder.rglob("*")
            if (path.name in names or path.suffix == ".safetensors") and path.is_file()
        )

    def _file(self, name: str) -> Path:
        path = self.folder / name
        if not path.is_file():
            raise ModelRefused(
                f"model {self.name}: {self.folder} has no {name}; EMBEDDING_MODEL needs a sentence-transformers model"
            )
        return path

    def _json(self, name: str) -> Any:
        try:
            return json.loads(self._file(name).read_text("utf-8"))
        except ValueError as error:
            raise ModelRefused(f"model {self.name}: {name} in {self.folder} is no JSON ({error})") from error

    def _sha256(self, path: Path) -> str:
        digest = file_sha256(path)
        published = PUBLISHED_SHA256.get(self.published_name)
        if path.name == "model.safetensors" and published and digest != published:
            raise ModelRefused(
                f"model {self.name}: {path} is not what its authors published "
                f"(sha256 {digest[:12]}…, expected {published[:12]}…); reinstall {PACKAGED[self.published_name]}"
            )
        return digest


@lru_cache(maxsize=4)
def _loaded_tokenizer(file: Path, _sha256: str) -> "Tokenizer":
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


class ProviderModel(EmbeddingModel):
    """A model that a provider runs: no file of it is here, so what identifies it is how it is asked.

    Its texts are counted and cut by the tokenizer of the packaged model: a provider's own is often not to be had, and
    texts that are cut alike keep their names, whoever embeds them.

    Args:
        name: whole, as `find_model` takes it.
        folder: the files whose tokenizer counts and cuts.
        chunk_tokens: that a chunk may have; 0: as many as the bundle's default.
    """

    is_paid = True

    @cached_property
    def fingerprint(self) -> str:
        """Identifies the vectors by provider, model, dimensions and address; 16 hexadecimal digits.

        The same model at another address may be another one, so it counts as another.
        """
        told = ModelName.read(self.name)
        asked = f"{told.provider}\n{told.model}\n{told.dimensions}\n{told.url}"
        return hashlib.sha256(asked.encode()).hexdigest()[:16]

    @property
    def dimension(self) -> int:
        """Length of a vector as far as the name says it; 0: the model's own, see `encoder.dimension_of`."""
        return ModelName.read(self.name).dimensions

    @property
    def largest_chunk(self) -> int:
        """Tokens of the longest chunk. How many the model reads only its provider knows, who refuses what is longer."""
        return self.chunk_tokens or LARGEST_CHUNK_TOKENS


def find_model(name: str) -> EmbeddingModel:
    """Returns the model of that whole name: a folder, a packaged model, a model hub's, or one that a provider runs.

    Raises:
        ModelError: it is nowhere to be found.
    """
    if Path(name).is_dir():
        return EmbeddingModel(name, Path(name).resolve())
    told = ModelName.read(name)
    if told.provider:
        return ProviderModel(name, packaged_folder(PACKAGED[DEFAULT_MODEL]), told.chunk_tokens)
    short = told.model.removeprefix("sentence-transformers/")
    if short in PACKAGED:
        whole = str(replace(told, model=short))
        return EmbeddingModel(whole, packaged_folder(PACKAGED[short]), told.chunk_tokens)
    folder = Path(told.model).resolve() if Path(told.model).is_dir() else hub_folder(told.model)
    return EmbeddingModel(name, folder, told.chunk_tokens)
