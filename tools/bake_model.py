"""Converts the model of EMBEDDING_MODEL into MODEL_CACHE: for the image, so that no task has to."""

import sys

from include.embedding.encoder import open_encoder
from include.embedding.model import find_model
from include.settings import Settings


def main() -> int:
    """Encode one word; what that needs is in the cache afterwards."""
    settings = Settings.from_environment()
    model = find_model(settings.embedding_model)
    vectors = open_encoder(model, settings).encode(["word"])
    print(f"{model.name}: dimension {vectors.shape[1]}, in {settings.model_cache}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
