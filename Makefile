# Bare `make` lists the verbs. Each verb is one line; what it does stands in what it calls.
RUN = .venv/bin/python -m
COMPILE = .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url $(if $(UPGRADE),--upgrade)
# The first of these that is suitable; without one, the first that can say why it is not.
PYTHONS = $(or $(PYTHON),python3 python3.13 python3.12 python3.11 python)
SUITABLE = import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
READS = import sys; sys.exit(sys.version_info < (3, 6))
define venv
	@for p in $(PYTHONS); do $$p -c '$(SUITABLE)' 2>/dev/null && found=$$p && break; done; \
	for p in $(PYTHONS); do test -n "$$found" || { $$p -c '$(READS)' 2>/dev/null && found=$$p; }; done; \
	test -n "$$found" || { echo "Lianxin needs Python 3.11, 3.12 or 3.13, and none was found ($(PYTHONS))." \
		"Install one, then say where it is: make run PYTHON=/usr/bin/python3.13" >&2; exit 1; }; \
	$$found deploy/local/venv.py $(1)
endef

.PHONY: help run clock test test-unit test-structure test-contract test-proof test-integration test-kafka test-e2e test-e2e-kafka test-browser test-full chaos bench sweep burden screenshots lint contracts messages lock local-venv test-venv
.NOTPARALLEL:

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' Makefile

run: local-venv ## the whole system; PORT=8080 DATA=var/local HOST=127.0.0.1 DEMO=no KAFKA=127.0.0.1:9092 PYTHON=python3.13
	@exec $(RUN) deploy.local

clock: local-venv ## move the clock of the running system and wait until nothing is due; ADD=14d
	@$(RUN) deploy.local.clock $(ADD)

test: lint test-unit test-structure test-contract test-proof test-integration test-kafka test-e2e test-e2e-kafka ## everything that must pass before a change is kept

test-unit: test-venv ## in seconds, no server
	$(call pytest,tests/unit)

test-structure: test-venv
	$(call pytest,tests/structure)

test-contract: test-venv
	$(call pytest,tests/contract)

test-proof: test-venv ## the alarms' rules, and that chaos and sweep find what is planted
	$(call pytest,tests/watching tests/chaos tests/sweep)

test-integration: test-venv ## on real brokers and a real database
	$(RUN) pytest -q -n 2 --dist loadfile tests/integration

test-kafka: test-venv ## what needs a broker again, on Apache Kafka (Java 17 and Maven)
	BROKER=kafka $(RUN) pytest -q -n 2 --dist loadfile tests/integration/pipe \
		tests/integration/test_servers.py tests/integration/operators/test_rolling.py \
		tests/integration/operators/test_taken_away.py::test_one_of_three_brokers

test-e2e: test-venv ## the main job on the running system; DISTRICT=file ROSTERS=folder
	$(RUN) tests.e2e

test-e2e-kafka: test-venv ## the same walk on Apache Kafka (Java 17 and Maven)
	BROKER=kafka $(RUN) tests.e2e

test-browser: test-venv ## every page in a real Chromium, on the running system with its demo; SITE=url DATA=folder takes one that runs
	$(call pytest,tests/browser)

chaos: test-venv ## everything dies, nothing may be lost, on three Apache Kafka nodes; KILLS=100 SEED= STACK=local (on the wheels)
	@$(RUN) tests.chaos

bench: test-venv ## speed beside named rivals, on Apache Kafka and the quick database; ONLY=roster SMALL=yes
	@$(RUN) tests.bench

sweep: test-venv ## nothing personal in plain in the running system, nor anything of who was erased; DATA=folder ERASE=no
	@$(RUN) tests.sweep

burden: test-venv ## what each task costs people: fields typed, taps, pages, seconds; exit 1 when one is over its limit
	@$(RUN) tests.browser.burden

screenshots: test-venv ## pictures of every page, into var/screenshots
	@$(RUN) tests.browser.screenshots

test-full: export FULL = yes
test-full: export DATABASE = rust
test-full: test ## the same with 200 000 outbox rows and real lock times, on the quick database (cargo builds it once)

lint: test-venv ## style, types, import rules, security
	$(RUN) ruff check .
	$(RUN) mypy
	.venv/bin/lint-imports
	$(RUN) bandit -q -r -c pyproject.toml services shared deploy

contracts: test-venv ## write the schemas, AsyncAPI and OpenAPI again from the code
	$(RUN) tests.contract.generate

messages: test-venv ## collect the texts to translate, and compile the English ones
	@mkdir -p var
	.venv/bin/pybabel -q extract -F babel.cfg -k word --no-location --sort-output -o var/messages.pot .
	.venv/bin/pybabel -q update -i var/messages.pot -d shared/web/translations -w 120 --no-fuzzy-matching \
		--ignore-obsolete --ignore-pot-creation-date
	.venv/bin/pybabel -q compile -d shared/web/translations

lock: test-venv ## choose exact versions again for requirements/*.in; UPGRADE=yes takes the newest
	$(COMPILE) -o requirements/test.txt requirements/test.in
	$(COMPILE) -c requirements/test.txt -o requirements/local.txt requirements/local.in
	$(COMPILE) -c requirements/test.txt -o requirements/run.txt requirements/run.in

local-venv:
	$(call venv,requirements/local.txt)

test-venv:
	$(call venv,requirements/test.txt)

pytest = $(RUN) pytest -q $(1)
