"""For whom something of the ledger is, and the view that they get: the same for pages, exports and releases."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json

from witnessbox.ledger.exports.view import Audience, View
from witnessbox.model.acts import Exported
from witnessbox.model.codec import from_json
from witnessbox.model.entries import Kind
from witnessbox.model.errors import KeyProblemError
from witnessbox.model.ledger import Identity
from witnessbox.model.records import dataclass
from witnessbox.vault import ledger
from witnessbox.vault.case import Case
from witnessbox.vault.keys import Signer

_CODES = b"witnessbox codes of the ledger 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Who may see what.

    Attributes:
        audience: who may see it.
        today: the day on which it is made; consents are asked as of that day.
        reviewed: keys of suspects whose names a person let go out this time.
        identities: who is behind the pseudonyms of the compartment, to leave their names out; None where nobody
            opened it.
    """

    audience: Audience = Audience.PUBLIC
    today: datetime.date
    reviewed: frozenset[str] = frozenset()
    identities: tuple[Identity, ...] | None = None

    def view(self, case: Case) -> View:
        """The ledger of a case as they may see it."""
        return View(
            case.catalogue,
            self.audience,
            self.today,
            self.reviewed,
            secret=codes_secret(case),
            identities=self.identities,
        )


def codes_secret(case: Case) -> bytes:
    """What the public's codes for keys and ids are made from: the same for a case as long as it has its master key."""
    return hmac.digest(case.keys.master(), _CODES, hashlib.sha256)


def behind(case: Case, shown: str) -> str | None:
    """The key or id behind one that the public sees: a reader names it who found a mistake.

    Numbers of suspects are those of pages that are made now.
    """
    view = Seen(today=datetime.datetime.now(datetime.UTC).date(), identities=()).view(case)
    for real in (view.real_key(shown), view.real_id(shown)):
        if real != shown:
            return real
    return None


def open_identities(case: Case, person: Signer, passphrase: bytes, what: str) -> tuple[Identity, ...] | None:
    """Open who is behind all pseudonyms, so that words can be held against their names; on record.

    Args:
        case: an open case; nobody is writing to it.
        person: who has them opened; a custodian.
        passphrase: theirs.
        what: the names will be left out of.

    Returns:
        None where the passphrase is not that of the compartment, or the compartment lies on another device.

    Raises:
        KeyProblemError: the person may not.
    """
    receipts = [each.identity for each in ledger.protected(case.catalogue) if each.identity is not None]
    if not receipts:
        return ()
    try:
        opened = case.compartment.open_all(receipts, passphrase.decode("utf-8", "surrogateescape"))
    except KeyProblemError:
        return None
    with case.writing() as writer:
        copy = hashlib.sha256("\n".join(receipts).encode()).hexdigest()
        said = Exported(form="identities", digests=False, copy=copy, purpose=f"to leave their names out of {what}")
        writer.append(Kind.EXPORTED, said, person)
    return tuple(from_json(Identity, json.loads(each)) for each in opened)
