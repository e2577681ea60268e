"""VERIFY.md: how to check a release with sha256sum, openssl and the shell, with the numbers of this release in it."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources

from witnessbox.model.canonical import canonical
from witnessbox.model.notes import read_note
from witnessbox.model.releases import DisclosedEntry, ReleaseManifest
from witnessbox.model.seal import ItemOpening
from witnessbox.release import verify


class _Template(string.Template):
    """`@{name}` instead of `${name}`, which belongs to the shell."""

    delimiter = "@"


def instructions(manifest: ReleaseManifest, checkpoint: bytes, openings: Mapping[str, ItemOpening]) -> str:
    """Fill in the template.

    Args:
        manifest: may lack its list of files.
        checkpoint: the signed note in the bag.
        openings: by reference.
    """
    text = resources.files("witnessbox.release").joinpath("templates/VERIFY.md").read_text("utf-8")
    size = read_note(checkpoint)[0].size
    entries = {entry.digest: entry for entry in manifest.entries}
    approval = entries[manifest.renditions[0].approvals[0].entry]
    names = {person.key: person.name for person in manifest.persons}
    return _Template(text).substitute(
        banner="**ONE APPROVER.** One person alone approved a rendition in this release and signed the release.\n\n"
        if manifest.one_approver
        else "",
        signers="\n".join(f"- `{key}`: {_plain(names[key])}" for key in manifest.signers),
        verify_signatures="\n".join(_verify_signature(key) for key in manifest.signers),
        name_keys="\n".join(_name_key(key) for key in manifest.signers),
        log_key=manifest.log.key,
        entry=approval.digest,
        entry_index=str(approval.index),
        log_size=str(size),
        person=manifest.renditions[0].approvals[0].person,
        entry_steps="\n".join(_walk(approval.index, size, approval.path)),
        seal_entry=manifest.seal.entry,
        seal_steps="\n".join(_entry(entries[manifest.seal.entry], size)),
        seal=manifest.seal.root,
        reference=manifest.renditions[0].reference,
        opening_steps="\n".join(_opening(openings[manifest.renditions[0].reference])),
        words=" ".join(manifest.seal.words),
        words_sha256=verify.WORDS_SHA256,
        limits="\n".join(f"- {limit}" for limit in manifest.limits),
    )


def _plain(name: str) -> str:
    """A name as a code span, so that nothing in it is taken for Markdown."""
    return "`" + name.replace("`", "'").replace("\n", " ") + "`"


def _verify_signature(key: str) -> str:
    return (
        f"openssl pkeyutl -verify -pubin -inkey data/keys/{key}.pem -rawin \\\n"
        f"  -in data/release.json -sigfile data/release.json.{key}.sig"
    )


def _name_key(key: str) -> str:
    return (
        f"openssl pkey -pubin -in data/keys/{key}.pem -outform DER | tail -c 32 | sha256sum | cut -c 1-32\n"
        f"# must print {key}"
    )


def _walk(index: int, size: int, path: Sequence[str]) -> Iterator[str]:
    """One line of shell a step of an audit path; the neighbour stands left of `$h` or right of it."""
    last = size - 1
    steps = iter(path)
    while last > 0:
        if index % 2 == 1:
            yield f'h=$(node {next(steps)} "$h")'
        elif index < last:
            yield f'h=$(node "$h" {next(steps)})'
        index, last = index // 2, last // 2


def _entry(entry: DisclosedEntry, size: int) -> Iterator[str]:
    yield f"h=$(leaf < {entry.file})"
    yield from _walk(entry.index, size, entry.path)


def _opening(opening: ItemOpening) -> Iterator[str]:
    field = next(field for field in opening.fields if field.name == "reference")
    leaf = canonical([field.name, field.value]).decode()
    yield f"h=$( (printf '{field.salt}' | xxd -r -p; printf '%s' '{leaf}') | leaf)"
    yield from _walk(field.position, opening.field_count, field.path)
    yield "# $h is the root of the item; now up to the root of its acquisition"
    yield 'h=$(printf %s "$h" | xxd -r -p | leaf)'
    yield from _walk(opening.slot, opening.slots, opening.path)
    yield "# and up to the seal"
    yield 'h=$(printf %s "$h" | xxd -r -p | leaf)'
    yield from _walk(opening.acquisition, opening.acquisitions, opening.acquisition_path)
