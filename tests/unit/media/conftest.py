"""Tests of the media room share sample makers and a misbehaving worker, which lie in no package."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from witnessbox.media.bare import Eyes
from witnessbox.media.detect import CenterFace, RetinaFace
from witnessbox.media.faces import weights as read

SUPPORT = Path(__file__).resolve().parents[2] / "support"
sys.path.insert(0, str(SUPPORT))


@pytest.fixture(scope="module")
def eyes() -> Iterator[Eyes]:
    """Both detectors of the second look."""
    from film_samples import weights

    opened = weights("retinaface"), weights("centerface")
    yield Eyes(RetinaFace(read(opened[0])), CenterFace(read(opened[1])))
    for descriptor in opened:
        os.close(descriptor)
