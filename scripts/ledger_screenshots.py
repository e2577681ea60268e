#!/usr/bin/env python3
"""Screenshots of the pages of a ledger, at phone and desk width, with headless Chromium.

    scripts/ledger_screenshots.py PAGES OUT [--page en/index.html ...] [--dark]

PAGES is a folder that `witnessbox ledger pages` wrote. Each page becomes `OUT/<page>-phone.png` and `-desk.png`.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageChops

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WIDTHS = {"phone": 390, "desk": 1280}
LONGEST = 6_000
"""Pixels of height that are looked at."""
SECONDS = 120
COLOURS = 16
"""Colours of a picture: text and bands need no more."""
MAIN = (
    "index timeline posts proceedings retaliation places contradictions forecasts figures sources corrections".split()
)


def main() -> None:
    """Take them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--page", action="append", help="below PAGES; all main pages in both languages if left out")
    parser.add_argument("--dark", action="store_true")
    arguments = parser.parse_args()
    every = [f"{language}/{name}.html" for language in ("en", "ru") for name in MAIN]
    arguments.out.mkdir(parents=True, exist_ok=True)
    for page in arguments.page or [each for each in every if (arguments.pages / each).is_file()]:
        for name, width in WIDTHS.items():
            stem = re.sub(r"\.html$", "", page).replace("/", "-")
            take((arguments.pages / page).resolve(), arguments.out / f"{stem}-{name}.png", width, dark=arguments.dark)


def browser() -> str:
    """The browser that is installed here."""
    found = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if found is None:
        raise SystemExit(f"none of {', '.join(PROGRAMS)} is installed; on Debian: apt install chromium")
    return found


def take(page: Path, out: Path, width: int, *, dark: bool = False) -> None:
    """One screenshot: as high as the page, few colours.

    A headless window is not narrower than 500 pixels, so a narrow page is looked at through a frame of that width.
    """
    with tempfile.TemporaryDirectory(prefix="screenshot-") as folder:
        frame = Path(folder) / "frame.html"
        frame.write_text(
            f"<!doctype html><style>body{{margin:0}}iframe{{border:0;width:{width}px;height:{LONGEST}px}}</style>"
            f'<iframe src="{page.as_uri()}"></iframe>',
            "utf-8",
        )
        shot = Path(folder) / "shot.png"
        command = [
            browser(),
            "--headless",
            "--disable-gpu",
            "--no-first-run",
            "--hide-scrollbars",
            "--disable-dev-shm-usage",
            "--allow-file-access-from-files",
            f"--user-data-dir={folder}/profile",
            f"--window-size={max(width, 500)},{LONGEST}",
            f"--screenshot={shot}",
            *(["--no-sandbox"] if os.geteuid() == 0 else []),
            *(["--blink-settings=preferredColorScheme=0"] if dark else []),
            frame.as_uri(),
        ]
        subprocess.run(command, check=True, timeout=SECONDS, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with Image.open(shot) as taken:
            picture = taken.convert("RGB").crop((0, 0, width, LONGEST))
        ground = Image.new("RGB", picture.size, picture.getpixel((2, LONGEST - 2)))
        used = ImageChops.difference(picture, ground).getbbox()
        height = LONGEST if used is None else min(LONGEST, used[3] + 24)
        small = picture.crop((0, 0, width, height)).quantize(COLOURS)
        small.save(out, optimize=True)


if __name__ == "__main__":
    main()
