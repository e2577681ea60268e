"""What must not be in the repository."""

from __future__ import annotations

import re

import pytest
from tree import REPO, tracked

# Spelled in pieces, so that this file does not find itself.
HOSTS = ["pypi" + ".org", "python" + "hosted.org", "registry." + "npmjs", "deb." + "debian.org", "npmjs" + ".com"]
MACHINE = [
    r"(?<![\w./])/" + "work/",
    r"(?<![\w./])/" + "tmp/w/",
    r"(?<![\w./])/" + "root/",
    r"(?<![\w./])/" + "opt/(wheels|pypi)",
]
MEDIA = {
    *(".mp4 .mov .mkv .avi .webm .3gp .mts .mpg .wmv .flv".split()),
    *(".mp3 .wav .m4a .ogg .opus .flac .amr".split()),
    *(".jpg .jpeg .heic .tif .tiff .bmp .webp".split()),
    *(".onnx .pt .pth .safetensors .bin .zip .gz .whl .sqlite .db".split()),
}
LARGEST = 400_000


def _files() -> list[str]:
    files = [str(path.relative_to(REPO)) for path in tracked()]
    if not files:
        pytest.skip("not a git checkout")
    return files


def test_no_file_names_a_machine_or_a_registry() -> None:
    forbidden = re.compile("|".join([*map(re.escape, HOSTS), *MACHINE]))
    found = []
    for name in _files():
        text = (REPO / name).read_bytes().decode("utf-8", "replace")
        found += [f"{name}: {match.group()}" for match in forbidden.finditer(text)]
    assert not found, "\n".join(found)


def test_no_recording_and_no_weights_are_kept_here() -> None:
    found = [name for name in _files() if (REPO / name).suffix.lower() in MEDIA]
    assert not found, f"tests make their own media, weights are fetched: {found}"


def test_no_file_is_large() -> None:
    found = [f"{name}: {(REPO / name).stat().st_size}" for name in _files() if (REPO / name).stat().st_size > LARGEST]
    assert not found, "\n".join(found)


def test_text_ends_with_a_line_end_and_has_no_trailing_blanks() -> None:
    found = []
    for name in _files():
        content = (REPO / name).read_bytes()
        if b"\0" in content or name == "LICENSE" or not content:
            continue
        if not content.endswith(b"\n") or re.search(rb"[ \t]+$", content, re.MULTILINE):
            found.append(name)
    assert not found, found
