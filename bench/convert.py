"""What a machine pays once for a model: `python -m bench.convert` converts it for OpenVINO where `MODEL_CACHE` says."""

import json

from include.embedding.encoder import open_encoder
from include.embedding.model import find_model
from include.settings import Settings


def main() -> None:
    settings = Settings.from_environment()
    model = find_model(settings.embedding_model)
    encoder = open_encoder(model, settings)
    print(json.dumps({"fingerprint": model.fingerprint, "encoder": type(encoder).__name__}))


if __name__ == "__main__":
    main()
