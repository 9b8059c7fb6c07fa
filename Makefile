# The two commands a user needs: make chat, make test. Both set up .venv from the lock first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

.PHONY: chat test setup lint lock clean

chat: setup
	@$(BIN)/gusu chat --build --open

test: setup lint
	@$(BIN)/pytest

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "gusu needs Python 3.11 or newer; name one with: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
	  { echo "python3 cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv" >&2; exit 2; }
	@echo "installing the packages of requirements.lock into $(VENV) (once, a few minutes)" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

# For maintainers, with uv on the PATH. The CUDA packages are left to pip: it adds them where it takes a torch that wants them.
lock:
	UV_FIND_LINKS="$(PIP_FIND_LINKS)" uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	  --no-header --no-annotate --quiet --output-file requirements.lock.new
	{ echo "# Made by 'make lock' from pyproject.toml; edit that instead."; \
	  sed -E '/^(nvidia-|cuda-|triton=)/d; /^torch==.*\+/d; s/^(torch==[0-9.]+) .*/\1/' requirements.lock.new; } > requirements.lock
	rm requirements.lock.new

clean:
	rm -rf $(VENV) store
