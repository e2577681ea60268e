# What a newcomer needs. Each target is one script under scripts/, short enough to read before it is run.
SHELL := /bin/bash
SEED ?= 1

.PHONY: help demo test check format torture bench lock clean

help:
	@echo 'make demo             try the whole job on sample videos; makes ./demo'
	@echo 'make test             install what tests need, then run all of them'
	@echo 'make check            lint, types and imports only'
	@echo 'make format           lay out the code as `make check` wants it'
	@echo 'make torture SEED=7   kill the program at many random moments; SEED repeats a run'
	@echo 'make bench            measure against peers (benchmarks/README.md)'
	@echo 'make lock             choose the newest allowed packages and pin them'
	@echo 'make clean            remove what the targets above made, but not ./demo'

demo:
	@scripts/environment
	@scripts/weights
	@scripts/samples
	@.venv/bin/python scripts/demo.py

test:
	@scripts/install-debian --try g++ pkg-config libicu-dev
	@scripts/environment --dev
	@scripts/install-debian --try openssl util-linux iproute2 libarchive13 dosfstools exfatprogs e2fsprogs ntfs-3g ewf-tools fuse3 bubblewrap libimage-exiftool-perl libarchive-zip-perl \
		libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui fonts-dejavu-core \
		tesseract-ocr tesseract-ocr-rus mat2 chromium espeak-ng
	@scripts/weights
	@scripts/samples
	@scripts/check
	@scripts/offline .venv/bin/python -m pytest --numprocesses 2 --dist loadfile $(ARGS)

check:
	@scripts/environment --dev
	@scripts/check

format:
	@scripts/environment --dev
	@.venv/bin/ruff check --fix --exit-zero --quiet . && .venv/bin/ruff format .

torture:
	@scripts/environment --dev
	@scripts/weights
	@scripts/samples
	@echo 'torture with SEED=$(SEED)'
	@WITNESSBOX_SEED=$(SEED) scripts/offline .venv/bin/python -m pytest -m torture --timeout 0 $(ARGS)

bench:
	@scripts/environment --dev
	@scripts/weights
	@scripts/samples
	@set -e; for bench in benchmarks/bench_*.py; do .venv/bin/python "$$bench" $(ARGS); done

lock:
	@scripts/lock --upgrade

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache src/*.egg-info
	find src tests scripts benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
