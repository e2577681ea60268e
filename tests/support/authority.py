"""A time-stamp authority of our own: keys and certificates made here, answers by OpenSSL, over HTTP when wanted."""

from __future__ import annotations

import contextlib
import datetime
import http.server
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAY = datetime.timedelta(days=1)
CONFIGURATION = """[tsa]
default_tsa = t
[t]
serial = {folder}/serial
default_policy = 1.2.3.4.1
digests = {digests}
accuracy = secs:1
signer_digest = sha256
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


class Authority:
    """A root and a leaf that may stamp times.

    Args:
        folder: where its files lie.
        name: in its certificates.
        expired: the leaf was valid last year only.
        purpose: what the leaf is for.
    """

    def __init__(
        self,
        folder: Path,
        name: str = "Authority",
        *,
        expired: bool = False,
        purpose: x509.ObjectIdentifier = ExtendedKeyUsageOID.TIME_STAMPING,
    ) -> None:
        if shutil.which("openssl") is None:
            pytest.skip("there is no openssl to stand for an authority")
        self.folder = folder
        folder.mkdir(parents=True)
        now = datetime.datetime.now(datetime.UTC)
        root_key, leaf_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        root_name = _name(f"{name} root")
        root = _certificate(root_name, root_name, root_key, root_key, now - 400 * DAY, now + 400 * DAY, None)
        end = now - 300 * DAY if expired else now + 30 * DAY
        leaf = _certificate(_name(name), root_name, leaf_key, root_key, now - 390 * DAY, end, purpose)
        self.root = folder / "root.pem"
        self.root.write_bytes(root.public_bytes(serialization.Encoding.PEM))
        (folder / "leaf.pem").write_bytes(leaf.public_bytes(serialization.Encoding.PEM))
        (folder / "leaf.key").write_bytes(
            leaf_key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        (folder / "serial").write_text("01\n")

    def answer(self, request: bytes, digests: str = "sha256") -> bytes:
        """The answer to a request; a rejection when its hash is none of `digests`."""
        with tempfile.TemporaryDirectory() as scratch:
            here = Path(scratch)
            (here / "tsa.cnf").write_text(CONFIGURATION.format(folder=self.folder, digests=digests))
            (here / "request.tsq").write_bytes(request)
            files = ["-config", here / "tsa.cnf", "-queryfile", here / "request.tsq", "-out", here / "answer.tsr"]
            signer = ["-section", "t", "-signer", self.folder / "leaf.pem", "-inkey", self.folder / "leaf.key"]
            subprocess.run(["openssl", "ts", "-reply", *files, *signer], capture_output=True, check=False)
            return (here / "answer.tsr").read_bytes()


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    signer: ec.EllipticCurvePrivateKey,
    start: datetime.datetime,
    end: datetime.datetime,
    purpose: x509.ObjectIdentifier | None,
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=purpose is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    if purpose is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    return builder.sign(signer, hashes.SHA256())


@contextlib.contextmanager
def served(respond: Callable[[http.server.BaseHTTPRequestHandler, bytes], None]) -> Iterator[str]:
    """An HTTP server on loopback; `respond` gets each request with its body. Gives the address."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                respond(self, body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsr"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def say(handler: http.server.BaseHTTPRequestHandler, data: bytes, status: int = 200, **headers: str) -> None:
    """Send a whole answer."""
    handler.send_response(status)
    handler.send_header("Content-Type", "application/timestamp-reply")
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)
