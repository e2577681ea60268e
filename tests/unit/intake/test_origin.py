"""What is noted of a source, and who may read it."""

from __future__ import annotations

import os
from pathlib import Path

from cases import PASSPHRASE, copied, empty_case, here, many_files, signed

from witnessbox.intake.origin import source_note


def test_what_the_system_tells_of_a_stick(tmp_path: Path) -> None:
    trove = tmp_path / "trove"
    trove.mkdir()
    device = os.stat(trove).st_dev
    number = f"{os.major(device)}:{os.minor(device)}"
    (tmp_path / "proc/self").mkdir(parents=True)
    (tmp_path / "proc/self/mountinfo").write_bytes(
        b"22 1 0:5 / /dev rw - devtmpfs devtmpfs rw\n"
        b"36 35 %s / /media/my\\040stick\\377 ro,noatime shared:1 - vfat /dev/sdb1 ro\n" % number.encode()
    )
    (tmp_path / "run/udev/data").mkdir(parents=True)
    (tmp_path / f"run/udev/data/b{number}").write_text(
        "S:disk/by-id/x\nE:ID_VENDOR=Kingston\nE:ID_MODEL=DataTraveler\nE:ID_SERIAL_SHORT=0815AB\n"
        "E:ID_FS_UUID=1234-ABCD\nE:ID_FS_LABEL=ТЮРЬМА\nE:OTHER=x\n"
    )
    note = source_note(os.fsencode(trove), system=tmp_path)
    assert (note.mount, note.file_system) == (b"/media/my stick\xff", "vfat")
    assert (note.vendor, note.model, note.serial) == ("Kingston", "DataTraveler", "0815AB")
    assert (note.volume, note.label) == ("1234-ABCD", "ТЮРЬМА")


def test_a_system_that_tells_nothing(tmp_path: Path) -> None:
    note = source_note(os.fsencode(tmp_path), system=tmp_path / "nowhere")
    assert (note.mount, note.file_system, note.serial) == (b"", "", "")
    assert note.place == os.fsencode(tmp_path)


def test_the_holder_of_the_passphrase_reads_it_and_the_log_says_so(tmp_path: Path) -> None:
    case = copied(empty_case(), tmp_path / "x.case")
    trove = many_files(tmp_path / "secret place", 3)
    here(*signed("intake", case, trove), code=0)
    (told,) = here(*signed("source", case, "--purpose", "court"), "--json", code=0).json["sources"]
    assert told["place"]["path"] == str(trove)
    log = here("log", case, "--json", code=0).json["entries"]
    assert log[-1]["kind"] == "exported"
    assert (log[-1]["data"]["form"], log[-1]["data"]["purpose"]) == ("source", "court")
    assert "secret place" not in (case / "log" / "entries").read_text()
    assert b"secret place" not in (case / "catalogue.sqlite").read_bytes()
    here("verify", case, code=0)
    (tmp_path / "wrong").write_text("x" + PASSPHRASE)
    refused = here("source", case, "--passphrase-file", tmp_path / "wrong")
    assert refused.code not in (0, 1)
    assert "secret place" not in refused.out + refused.err
