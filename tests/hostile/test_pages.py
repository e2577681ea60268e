"""Documents that want more than a document may have, and programs of others that try to get out of their workshop."""

from __future__ import annotations

import os
import socket
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from media_samples import opened
from PIL import Image

from witnessbox.media import bounds, client, office, outside
from witnessbox.media.client_pages import add_words, require_reader
from witnessbox.media.outside import Bounds, ProgramMissingError, run_outside
from witnessbox.media.pages import MAX_SIDE, open_pages
from witnessbox.media.sandbox import Limits, Worker
from witnessbox.model.errors import UntrustedInputError, WitnessboxError, WorkerDiedError
from witnessbox.model.faces import Canvas, PlanBody, Sound, timing
from witnessbox.model.observations import MediaKind


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(Limits(cpu_seconds=60), tasks=("storyboard",)) as worker:
        yield worker


def pdf(*bodies: bytes) -> bytes:
    data = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(bodies, 1))
    return data + b"trailer << /Root 1 0 R /Size %d >>" % (len(bodies) + 1)


def one_page(content: bytes, head: bytes = b"", box: bytes = b"[0 0 100 100]", more: bytes = b"") -> bytes:
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents 4 0 R %s >>" % (box, more),
        b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), head, content),
    )


def packed(size: int) -> bytes:
    """So many spaces, packed three times: some hundred bytes."""
    packer, out = zlib.compressobj(9), b""
    block = b" " * (1 << 20)
    for _ in range(size >> 20):
        out += packer.compress(block)
    return zlib.compress(zlib.compress(out + packer.flush(), 9), 9)


def test_a_page_that_unpacks_to_a_gigabyte_costs_one_worker(worker: Worker, tmp_path: Path) -> None:
    data = one_page(packed(1 << 30), b"/Filter [/FlateDecode /FlateDecode /FlateDecode]")
    assert len(data) < 2000
    (tmp_path / "bomb.pdf").write_bytes(data)
    with opened(tmp_path / "bomb.pdf") as content, pytest.raises(WorkerDiedError, match="crashed"):
        client.storyboard(worker, content, MediaKind.DOCUMENT)
    (tmp_path / "fine.pdf").write_bytes(one_page(b"0 0 50 50 re f"))
    with opened(tmp_path / "fine.pdf") as content:
        assert client.storyboard(worker, content, MediaKind.DOCUMENT)[0].sheet.frames == 1


def test_the_bound_on_memory_holds_and_ends() -> None:
    bounds.warm()
    with bounds.memory(64 * 1024**2):
        with pytest.raises(MemoryError):
            bytearray(512 * 1024**2)
        bytearray(8 * 1024**2)
    bytearray(512 * 1024**2)


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (one_page(b"", box=b"[0 0 9999999 9999999]"), (MAX_SIDE, MAX_SIDE)),
        (one_page(b"", box=b"[0 0 9999999 1]"), (MAX_SIDE, 1)),
        (one_page(b"", box=b"[100 100 0 0]"), (278, 278)),
        (one_page(b"q " * 200_000), (278, 278)),
        (one_page(b"/X Do", b"/Subtype /Form", more=b"/Resources << /XObject << /X 4 0 R >> >>"), (278, 278)),
    ],
)  # fmt: skip
def test_pages_of_odd_shape_and_content_are_shown(tmp_path: Path, data: bytes, size: tuple[int, int]) -> None:
    (tmp_path / "a.pdf").write_bytes(data)
    with opened(tmp_path / "a.pdf") as content, open_pages(content) as pages:
        assert pages.size == size
        assert pages.page(0).shape == (size[1], size[0], 3)


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-",
        b"%PDF-1.7\n" + bytes(range(256)) * 20,
        pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"),
        pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 99999999 >>"),
        pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"),
    ],
)
def test_what_is_no_document_is_refused_in_words(worker: Worker, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.pdf").write_bytes(data)
    with opened(tmp_path / "a.pdf") as content, pytest.raises(UntrustedInputError):
        client.storyboard(worker, content, MediaKind.DOCUMENT)


def test_a_tiff_whose_pages_follow_each_other_in_a_ring_ends(tmp_path: Path) -> None:
    first, second = Image.new("RGB", (8, 8), "red"), Image.new("RGB", (8, 8), "blue")
    first.save(tmp_path / "a.tif", "TIFF", save_all=True, append_images=[second])
    data = bytearray((tmp_path / "a.tif").read_bytes())
    start = int.from_bytes(data[4:8], "little")
    rows = int.from_bytes(data[start : start + 2], "little")
    following = int.from_bytes(data[start + 2 + 12 * rows : start + 6 + 12 * rows], "little")
    rows = int.from_bytes(data[following : following + 2], "little")
    data[following + 2 + 12 * rows : following + 6 + 12 * rows] = start.to_bytes(4, "little")
    (tmp_path / "ring.tif").write_bytes(data)
    with opened(tmp_path / "ring.tif") as content, open_pages(content) as pages:
        assert pages.count == 2


# -- the workshop --------------------------------------------------------------------------------------------------


AMPLE = Bounds(memory=4 * 1024**3, seconds=60)


@pytest.fixture
def profile() -> None:
    try:
        outside._require_profile()
    except ProgramMissingError as error:
        pytest.skip(str(error))


def workshop(script: str, content: Path, limits: Bounds = AMPLE) -> list[str]:
    """Run a shell script where LibreOffice runs."""
    program = replace(office.LIBREOFFICE, command=("/bin/sh", "-c", script))
    with opened(content) as descriptor:
        return run_outside(program, descriptor, limits).decode().split("\n")


def test_what_is_written_in_the_workshop_ends_with_it(profile: None, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("as it was")
    script = f"""
        echo made > /tmp/mark && cat /tmp/mark
        for path in /usr/x /content.odt {victim} /x /etc/libreoffice/x /var/x /home/x; do
            (echo x > $path) 2>/dev/null && echo WRITTEN $path
        done
        cat {victim} 2>/dev/null && echo READ
        cat /etc/passwd 2>/dev/null && echo READ
        ls /proc /sys /run /home 2>/dev/null
        chmod 777 /content.odt 2>/dev/null && echo CHANGED
        echo end
    """
    assert [line for line in workshop(script, victim) if line] == ["made", "end"]
    assert victim.read_text() == "as it was"
    assert workshop("cat /tmp/mark 2>/dev/null; echo end", victim)[0] == "end"


def test_the_workshop_has_no_network(profile: None, tmp_path: Path) -> None:
    content = tmp_path / "a"
    content.write_text("x")
    python = os.path.realpath("/usr/bin/python3")
    if not os.path.exists(python):
        pytest.skip("no Python in /usr, which is what the workshop sees")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        code = (
            "import socket\n"
            "for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):\n"
            "    for family in (socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK):\n"
            "        try: socket.socket(family, kind)\n"
            "        except OSError as error: print('denied', error.errno)\n"
            "        else: print('OPEN', family)\n"
            "socket.socket(socket.AF_UNIX, socket.SOCK_STREAM).bind('/tmp/own')\n"
            f"try: socket.create_connection(('127.0.0.1', {server.getsockname()[1]}), 1)\n"
            "except OSError: print('denied')\n"
        )
        told = workshop(f'{python} -I -c "{code}"', content)
        assert [line.split()[0] for line in told if line] == ["denied"] * 7
        with pytest.raises(BlockingIOError):
            server.accept()


def test_what_a_workshop_starts_ends_with_it(profile: None, tmp_path: Path) -> None:
    content = tmp_path / "a"
    content.write_text("x")
    with pytest.raises(UntrustedInputError, match="took longer"):
        workshop("sleep 1000 & sleep 1000", content, Bounds(memory=4 * 1024**3, seconds=1))
    with pytest.raises(UntrustedInputError):
        workshop("head -c 2000000000 /dev/urandom > /tmp/full && echo FULL", content)


def test_words_are_added_to_documents_of_ours_only(tmp_path: Path) -> None:
    try:
        outside._require_profile()
        require_reader()
    except ProgramMissingError as error:
        pytest.skip(str(error))
    canvas = Canvas(
        kind=MediaKind.DOCUMENT,
        width=278,
        height=278,
        aspect_numerator=1,
        aspect_denominator=1,
        timing=timing(1, 1, [0]),
    )
    plan = PlanBody(preset="test", canvas=canvas, sound=Sound.NONE, masks=(), searchable=True)
    (tmp_path / "a.pdf").write_bytes(one_page(b"0 0 50 50 re f"))
    with (
        Worker() as fresh,
        open(tmp_path / "a.pdf", "r+b") as file,
        pytest.raises(WitnessboxError, match=r"no document of ours"),
    ):
        add_words(fresh, file.fileno(), plan)
