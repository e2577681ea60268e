"""The compartment: what points at the informant, sealed to a key of its own and kept apart.

Payloads are age files that only the compartment's key opens; the log holds their digest as an opaque receipt. The whole
folder can be moved to another device: the case goes on without it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from pathlib import Path

import pyrage  # type: ignore[import-untyped]

from witnessbox.model.canonical import canonical
from witnessbox.model.codec import to_json
from witnessbox.model.errors import KeyProblemError
from witnessbox.vault.catalogue import Catalogue
from witnessbox.vault.files import replace_file, storage_errors

IDENTITY = "identity.age"
"""The compartment's private key, under a passphrase."""

_TRIES = 5
"""Times that a passphrase is tried on a machine that seems too slow for it."""


class Compartment:
    """The `compartment/` folder of a case.

    Args:
        folder: the folder; it may be gone, moved to another device.
        temporary: folder on the same file system for unfinished files.
    """

    def __init__(self, folder: Path, temporary: Path) -> None:
        self.folder = folder
        self._temporary = temporary

    def create(self, passphrase: str) -> str:
        """Make the compartment's key, kept under a passphrase in age form, and return its public recipient."""
        identity = pyrage.x25519.Identity.generate()
        sealed = pyrage.passphrase.encrypt(str(identity).encode(), passphrase)
        replace_file(self.folder / IDENTITY, sealed, temporary=self._temporary, mode=0o600)
        return str(identity.to_public())

    def seal(self, recipient: str, record: object) -> str:
        """Seal a record and return its receipt: SHA-256 of the sealed payload.

        The payload is encrypted anew each time with fresh keys, so the receipt tells nothing about the record.

        Raises:
            StorageError: the payload could not be written.
        """
        payload = pyrage.encrypt(canonical(to_json(record)), [pyrage.x25519.Recipient.from_str(recipient)])
        receipt = hashlib.sha256(payload).hexdigest()
        with storage_errors("writing to the compartment"):
            self.folder.mkdir(exist_ok=True)
            replace_file(self.folder / f"{receipt}.age", payload, temporary=self._temporary, mode=0o600)
        return receipt

    def drop_unacknowledged(self, receipts: Collection[str]) -> None:
        """Remove payloads of which a pulled plug kept the log from learning; the caller holds the case's lock."""
        with storage_errors("clearing the compartment"):
            for path in self.folder.glob("*.age"):
                if path.stem not in receipts and path.name != IDENTITY:
                    path.unlink()

    def open(self, receipt: str, passphrase: str) -> bytes:
        """Open a payload with the compartment's passphrase.

        Raises:
            KeyProblemError: the compartment was moved away, or the passphrase does not fit.
        """
        (opened,) = self.open_all([receipt], passphrase)
        return opened

    def open_all(self, receipts: Iterable[str], passphrase: str) -> list[bytes]:
        """Open some payloads; the passphrase, which takes a second, is tried once.

        Raises:
            KeyProblemError: the compartment was moved away, or the passphrase does not fit.
        """
        try:
            identity = pyrage.x25519.Identity.from_str(self._key(passphrase).decode())
            return [
                bytes(pyrage.decrypt((self.folder / f"{receipt}.age").read_bytes(), [identity])) for receipt in receipts
            ]
        except FileNotFoundError as error:
            raise KeyProblemError(f"{error.filename}: the compartment lies on another device; bring it back") from error
        except pyrage.DecryptError as error:
            raise KeyProblemError("the passphrase does not open the compartment") from error

    def _key(self, passphrase: str) -> bytes:
        """The compartment's private key.

        Age measures how quick this machine is and refuses a key that would take it too long. A machine that is stopped
        for a moment just then looks slow, so that answer is not believed at once.
        """
        sealed = (self.folder / IDENTITY).read_bytes()
        for _ in range(_TRIES - 1):
            try:
                return bytes(pyrage.passphrase.decrypt(sealed, passphrase))
            except pyrage.DecryptError as error:
                if "xcessive work" not in str(error):
                    raise
        return bytes(pyrage.passphrase.decrypt(sealed, passphrase))

    def damaged(self, receipt: str) -> bool | None:
        """Whether a payload is changed; None when it is not here."""
        path = self.folder / f"{receipt}.age"
        if not path.is_file():
            return None
        return hashlib.sha256(path.read_bytes()).hexdigest() != receipt


def receipts(catalogue: Catalogue) -> set[str]:
    """Payloads of the compartment that records name."""
    rows = catalogue.connection.execute(
        "SELECT receipt FROM acquisitions UNION SELECT receipt FROM chats "
        "UNION SELECT json_extract(record, '$.receipt') FROM ledger_sources "
        "UNION SELECT json_extract(record, '$.identity') FROM ledger_entities"
    )
    return {str(receipt) for (receipt,) in rows if receipt is not None}
