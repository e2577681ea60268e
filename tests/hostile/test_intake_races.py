"""A source that is changed under the reader's hands cannot make it leave the source or lose what it says."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cases import copied, empty_case, here, leftovers, signed

ROUNDS = 3


@contextmanager
def meanwhile(swap: list[tuple[Path, Path]]) -> Iterator[None]:
    """Swap pairs of names as fast as possible until the block ends."""
    stop = threading.Event()

    def work() -> None:
        aside = swap[0][0].with_name("aside")
        while not stop.is_set():
            for one, other in swap:
                os.rename(one, aside)
                os.rename(other, one)
                os.rename(aside, other)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@pytest.mark.parametrize("what", ["folder", "file"])
def test_a_name_swapped_with_a_link_does_not_lead_outside(what: str, tmp_path: Path) -> None:
    secret = b"not of the trove " * 100
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "inside").write_bytes(secret)
    trove = tmp_path / "trove"
    trove.mkdir()
    (tmp_path / "links").mkdir()
    pairs = []
    for number in range(40):
        real, link = trove / f"{number:02}", tmp_path / "links" / f"{number:02}"
        if what == "folder":
            real.mkdir()
            (real / "inside").write_bytes(b"%d" % number)
            link.symlink_to(outside)
        else:
            real.write_bytes(b"%d" % number)
            link.symlink_to(outside / "inside")
        pairs.append((real, link))
    case = copied(empty_case(), tmp_path / "x.case")
    with meanwhile([(real, link) for real, link in pairs]):
        for _ in range(ROUNDS):
            assert here(*signed("intake", case, trove)).code in (0, 3)
    digests = {row["sha256"] for row in here("items", case, "--json", code=0).json["items"]}
    assert hashlib.sha256(secret).hexdigest() not in digests
    assert digests <= {hashlib.sha256(b"%d" % number).hexdigest() for number in range(40)} | {None}
    here("verify", case, code=0)
    assert leftovers(case) == []


def test_files_that_come_and_go_are_recorded_as_they_were_met(tmp_path: Path) -> None:
    trove = tmp_path / "trove"
    trove.mkdir()
    for number in range(200):
        (trove / f"stays {number:03}").write_bytes(b"%d" % number)
    stop = threading.Event()

    def come_and_go() -> None:
        while not stop.is_set():
            for number in range(50):
                (trove / f"goes {number:03}").write_bytes(b"x" * number)
            for number in range(50):
                (trove / f"goes {number:03}").unlink()

    case = copied(empty_case(), tmp_path / "x.case")
    thread = threading.Thread(target=come_and_go)
    thread.start()
    try:
        for _ in range(ROUNDS):
            assert here(*signed("intake", case, trove)).code in (0, 3)
    finally:
        stop.set()
        thread.join()
    rows = here("items", case, "--json", code=0).json["items"]
    stayed = {row["path"] for row in rows if row["outcome"] == "sealed" and row["path"].startswith("stays")}
    assert len(stayed) == 200
    assert {row["outcome"] for row in rows} <= {"sealed", "vanished", "changed"}
    here("verify", case, code=0)
    assert leftovers(case) == []
    here(*signed("intake", case, trove), code=0)
