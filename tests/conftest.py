"""What tests of several rooms share: where real material lies, if it is there."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

REPO = Path(__file__).resolve().parent.parent

# A shell that starts the tests in the background has them ignore Ctrl-C, and every program that they start inherits it.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# No test measures time: one that is slow on a busy machine is no failure.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def repo() -> Path:
    """The folder that holds pyproject.toml."""
    return REPO


@pytest.fixture(scope="session")
def data() -> Path:
    """Real material that is never committed: `WITNESSBOX_DATA`, or `shared/data` beside the checkout."""
    named = os.environ.get("WITNESSBOX_DATA")
    folder = Path(named) if named else REPO.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"real material is not at {folder}; WITNESSBOX_DATA names another place")
    return folder


@pytest.fixture(scope="session")
def samples() -> Path:
    """Three videos and a picture, as `scripts/samples` takes them out of packages."""
    folder = Path(os.environ.get("WITNESSBOX_SAMPLES") or REPO / "build" / "samples")
    if not (folder / "astronaut.png").is_file():
        pytest.skip(f"sample videos are not at {folder}; scripts/samples fetches them")
    return folder


@pytest.fixture(scope="session")
def seed() -> int:
    """What random choices start from; `make torture SEED=7` sets it, so that a run can be repeated."""
    return int(os.environ.get("WITNESSBOX_SEED", "1"))
