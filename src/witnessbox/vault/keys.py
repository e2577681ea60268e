"""Keys of a case: people's keys under a passphrase, the program key, the master key, the compartment's key.

People's private keys rest under scrypt and ChaCha20-Poly1305. The program key and the master key rest in the clear,
readable by the owner only: what runs unattended has nobody to ask, and whoever can read this folder can read the
originals beside it. docs/explain/threat-model.md says what follows from that.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from witnessbox.model.canonical import canonical
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.entries import key_id
from witnessbox.model.errors import KeyProblemError
from witnessbox.model.records import dataclass
from witnessbox.vault.files import replace_file

SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**16, 8, 1
"""64 MiB and about a fifth of a second a guess (RFC 7914; OWASP asks for at least 2^16 at r = 8 with p = 2 or 2^17)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFile:
    """A person's private key as it rests on disk."""

    format: str = "witnessbox-key/1"
    name: str
    public_key: bytes
    n: int
    r: int
    p: int
    salt: bytes
    nonce: bytes
    sealed: bytes


class Signer:
    """A private key in memory and who it belongs to.

    Attributes:
        key: key id.
        name: the person's name, or `program`.
        public_key: 32 raw bytes.
    """

    def __init__(self, private: Ed25519PrivateKey, name: str) -> None:
        self._private = private
        self.name = name
        self.public_key = private.public_key().public_bytes_raw()
        self.key = key_id(self.public_key)

    def sign(self, data: bytes) -> bytes:
        """Ed25519 signature, 64 bytes."""
        return self._private.sign(data)


def signature_fits(public_key: bytes, signature: bytes, data: bytes) -> bool:
    """Whether an Ed25519 signature fits."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_pem(public_key: bytes) -> bytes:
    """Public key as OpenSSL reads it (SubjectPublicKeyInfo, PEM)."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415  loads all of SSH, and few calls read PEM

    return Ed25519PublicKey.from_public_bytes(public_key).public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def read_public_pem(data: bytes, where: str) -> bytes:
    """Raw public key out of a PEM file.

    Raises:
        KeyProblemError: the file holds no Ed25519 public key.
    """
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415  loads all of SSH, and few calls read PEM

    try:
        key = serialization.load_pem_public_key(data)
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise KeyProblemError(f"{where}: no Ed25519 public key in PEM form; ask the group for its .pem file")
    return key.public_bytes_raw()


def _stretch(passphrase: bytes, file: KeyFile) -> ChaCha20Poly1305:
    key = hashlib.scrypt(passphrase, salt=file.salt, n=file.n, r=file.r, p=file.p, maxmem=2**30, dklen=32)
    return ChaCha20Poly1305(key)


def _bounded(file: KeyFile) -> bool:
    """Whether the work that a key file asks for is sane: a planted file must not freeze the machine."""
    return file.n <= 2**20 and file.r <= 32 and file.p <= 16


class KeyFolder:
    """The `keys/` folder of a case."""

    def __init__(self, folder: Path, temporary: Path) -> None:
        self.folder = folder
        self._temporary = temporary

    def new_person(self, name: str, passphrase: bytes) -> Signer:
        """Make a key for a person and lay it down under the passphrase."""
        private = Ed25519PrivateKey.generate()
        signer = Signer(private, name)
        file = KeyFile(
            name=name,
            public_key=signer.public_key,
            n=SCRYPT_N,
            r=SCRYPT_R,
            p=SCRYPT_P,
            salt=os.urandom(16),
            nonce=os.urandom(12),
            sealed=b"",
        )
        sealed = _stretch(passphrase, file).encrypt(file.nonce, private.private_bytes_raw(), file.public_key)
        whole = KeyFile(
            name=file.name,
            public_key=file.public_key,
            n=file.n,
            r=file.r,
            p=file.p,
            salt=file.salt,
            nonce=file.nonce,
            sealed=sealed,
        )
        self._write(f"{signer.key}.key", canonical(to_json(whole)) + b"\n", 0o600)
        self.write_public(signer.public_key)
        return signer

    def write_public(self, public_key: bytes) -> None:
        """Lay a public key down as PEM, for people and other programs; the log is what counts."""
        self._write(f"{key_id(public_key)}.pem", public_pem(public_key), 0o644)

    def key_files(self) -> Iterable[KeyFile]:
        """Every person's key file in the folder."""
        for path in sorted(self.folder.glob("*.key")):
            if path.name not in ("program.key", "master.key"):
                yield self._read_person(path)

    def _read_person(self, path: Path) -> KeyFile:
        try:
            file = from_json(KeyFile, json.loads(path.read_bytes()))
        except (ValueError, OSError) as error:
            raise KeyProblemError(f"{path}: not a key file ({error}); restore it from a copy of the case") from error
        if key_id(file.public_key) != path.stem:
            raise KeyProblemError(f"{path}: the public key of {file.name} was replaced; restore it from a copy")
        return file

    def unlock(self, passphrase: bytes, *, among: Iterable[str], name: str | None = None) -> Signer:
        """Unlock the key of a person.

        Args:
            passphrase: theirs.
            among: key ids that count in this case.
            name: the person's name or key id; without it the first key that the passphrase opens is taken.

        Raises:
            KeyProblemError: no such person, or the passphrase opens none of the keys.
        """
        known = set(among)
        files = [file for file in self.key_files() if key_id(file.public_key) in known]
        if name is not None:
            files = [file for file in files if name in (file.name, key_id(file.public_key))]
            if not files:
                raise KeyProblemError(f"{name}: no such person has a key in this case; `witnessbox people CASE list`")
        for file in files:
            signer = self._try(file, passphrase)
            if signer is not None:
                return signer
        whose = f"the key of {name}" if name else "any key of this case"
        raise KeyProblemError(f"the passphrase does not open {whose}; check it, or name the person with --as")

    def _try(self, file: KeyFile, passphrase: bytes) -> Signer | None:
        if not _bounded(file):
            raise KeyProblemError(f"the key file of {file.name} asks for absurd work; restore it from a copy")
        try:
            raw = _stretch(passphrase, file).decrypt(file.nonce, file.sealed, file.public_key)
        except InvalidTag:
            return None
        signer = Signer(Ed25519PrivateKey.from_private_bytes(raw), file.name)
        return signer if signer.public_key == file.public_key else None

    def new_secrets(self) -> tuple[Signer, bytes]:
        """Make the program key and the master key of a new case."""
        private = Ed25519PrivateKey.generate()
        master = os.urandom(32)
        self._write("program.key", private.private_bytes_raw().hex().encode() + b"\n", 0o600)
        self._write("master.key", master.hex().encode() + b"\n", 0o600)
        program = Signer(private, "program")
        self.write_public(program.public_key)
        return program, master

    def program(self) -> Signer:
        """The program key.

        Raises:
            KeyProblemError: missing or damaged.
        """
        return Signer(Ed25519PrivateKey.from_private_bytes(self._secret("program.key")), "program")

    def master(self) -> bytes:
        """The master key, 32 bytes.

        Raises:
            KeyProblemError: missing or damaged.
        """
        return self._secret("master.key")

    def _secret(self, name: str) -> bytes:
        path = self.folder / name
        try:
            secret = bytes.fromhex(path.read_text("ascii").strip())
        except (OSError, ValueError):
            secret = b""
        if len(secret) != 32:
            raise KeyProblemError(f"{path}: missing or damaged; restore it from a copy of the case")
        return secret

    def _write(self, name: str, data: bytes, mode: int) -> None:
        replace_file(self.folder / name, data, temporary=self._temporary, mode=mode)


def master_commitment(master: bytes) -> str:
    """What the first entry says of the master key: enough to recognise it, nothing to find it by."""
    return hashlib.sha256(b"witnessbox master 1" + master).hexdigest()
