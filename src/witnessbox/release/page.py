"""The pages of a release: plain HTML that works from a folder, without scripts and without the network."""

from __future__ import annotations

import datetime
import html
from collections.abc import Iterable

from witnessbox.model.releases import Approval, Overruled, ReleaseManifest, ReleaseRendition, Sound
from witnessbox.release.texts import EN, RU, Texts

POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'"
"""Content Security Policy: what is not in the folder is not loaded, and nothing runs."""


LEDGER = "ledger/index.html"
"""Where the pages of the ledger begin, in a release that takes them along."""


def pages(manifest: ReleaseManifest, *, ledger: bool = False) -> dict[str, str]:
    """All pages by file name; the manifest may lack its list of files.

    Args:
        manifest: of the release.
        ledger: whether pages of the ledger lie beside them.
    """
    return {texts.file: _Page(manifest, texts, ledger=ledger).render() for texts in (EN, RU)}


def _e(text: object) -> str:
    return html.escape(str(text))


def _rows(rows: Iterable[tuple[str, str]]) -> str:
    """A list of terms; the values are markup already."""
    return "<dl>" + "".join(f"<div><dt>{_e(name)}</dt><dd>{value}</dd></div>" for name, value in rows) + "</dl>"


def _bullets(members: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{member}</li>" for member in members) + "</ul>"


def moment(microseconds: int) -> str:
    """A time within a recording as hours, minutes, seconds and thousandths, rounded down."""
    seconds, rest = divmod(microseconds, 1_000_000)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest // 1000:03}"


class _Page:
    """One page in one language."""

    def __init__(self, manifest: ReleaseManifest, texts: Texts, *, ledger: bool) -> None:
        self._manifest, self._ledger = manifest, ledger
        self._texts = texts
        self._persons = {person.key: person for person in manifest.persons}

    def render(self) -> str:
        texts, manifest = self._texts, self._manifest
        title = _e(manifest.title or texts.untitled)
        body = [
            self._language(),
            f"<h1>{title}</h1>",
            self._banner(),
            f'<p class="lead">{_e(texts.lead)}</p>',
            f"<p>{_e(texts.made)}: {self._made()}</p>",
            self._contents(),
            *(self._rendition(number, each) for number, each in enumerate(manifest.renditions, start=1)),
            self._check(),
            f'<section id="limits"><h2>{_e(texts.limits_title)}</h2>{_bullets(map(_e, texts.limits))}</section>',
        ]
        return (
            f'<!doctype html>\n<html lang="{texts.language}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="referrer" content="no-referrer">\n<meta name="robots" content="noarchive">\n'
            f'<title>{title}</title>\n<link rel="stylesheet" href="style.css">\n</head>\n<body>\n<main>\n'
            + "\n".join(filter(None, body))
            + "\n</main>\n</body>\n</html>\n"
        )

    def _language(self) -> str:
        texts = self._texts
        language = f'lang="{texts.other_language}" hreflang="{texts.other_language}"'
        return f'<p class="language"><a href="{texts.other_file}" {language}>{texts.other_name}</a></p>'

    def _made(self) -> str:
        made = datetime.datetime.fromtimestamp(int(self._manifest.made) // 10**9, datetime.UTC)
        return f'<time datetime="{made:%Y-%m-%dT%H:%M:%SZ}">{made:%Y-%m-%d %H:%M} UTC</time>'

    def _banner(self) -> str:
        if not self._manifest.one_approver:
            return ""
        texts = self._texts
        return f'<p class="banner"><strong>{_e(texts.one_approver)}</strong> {_e(texts.one_approver_why)}</p>'

    def _contents(self) -> str:
        texts = self._texts
        links = [(f"r{number}", self._name(number)) for number in range(1, len(self._manifest.renditions) + 1)]
        links += [("check", _e(texts.check)), ("limits", _e(texts.limits_title))]
        members = [f'<a href="#{anchor}">{name}</a>' for anchor, name in links]
        if self._ledger:
            members.append(f'<a href="{LEDGER}">{_e(texts.ledger)}</a>')
        return f'<nav aria-labelledby="contents"><h2 id="contents">{_e(texts.contents)}</h2>{_bullets(members)}</nav>'

    def _name(self, number: int) -> str:
        texts, mime = self._texts, self._manifest.renditions[number - 1].mime
        still = texts.document if mime == "application/pdf" else texts.picture
        return f"{_e(texts.video if mime.startswith('video/') else still)} {number}"

    def _person(self, key: str) -> str:
        person = self._persons[key]
        roles = ", ".join(self._texts.roles[role] for role in person.roles)
        return f"<strong>{_e(person.name)}</strong> ({_e(roles)}) <code>{_e(key)}</code>"

    def _rendition(self, number: int, rendition: ReleaseRendition) -> str:
        texts = self._texts
        parts = [
            f"<h2>{self._name(number)}</h2>",
            f"<h3>{_e(texts.hidden)}</h3>{self._hidden(rendition)}",
            f"<h3>{_e(texts.approvals)}</h3>{_bullets(map(self._approval, rendition.approvals))}",
            f"<h3>{_e(texts.second_look)}</h3>{self._second_look(rendition)}",
            f"<h3>{_e(texts.facts)}</h3>{self._facts(rendition)}",
            self._player(rendition),
        ]
        return f'<section class="rendition" id="r{number}">{"".join(parts)}</section>'

    def _player(self, rendition: ReleaseRendition) -> str:
        texts, file = self._texts, _e(rendition.file.removeprefix("data/"))
        size = f'width="{rendition.width}" height="{rendition.height}"'
        if rendition.mime == "application/pdf":  # it has pages to turn, so it opens by itself
            return f'<p>{_e(texts.document_warning)} <a href="{file}">{_e(texts.show_document)}</a></p>'
        if rendition.mime.startswith("video/"):
            heard = rendition.hidden.sound is Sound.PARTLY
            show, warning = texts.show_video, texts.sound_warning if heard else texts.video_warning
            media = f'<video controls muted playsinline preload="none" {size} src="{file}"></video>'
        else:
            show, warning = texts.show_picture, texts.picture_warning
            media = f'<img loading="lazy" {size} src="{file}" alt="{_e(texts.alternative)}">'
        return f"<p>{_e(warning)}</p><details><summary>{_e(show)}</summary>{media}</details>"

    def _facts(self, rendition: ReleaseRendition) -> str:
        texts, file = self._texts, _e(rendition.file.removeprefix("data/"))
        proof = _e(rendition.opening.removeprefix("data/"))
        rows = [
            (texts.pages if rendition.mime == "application/pdf" else texts.frames, str(rendition.frames)),
            (texts.dimensions, f"{rendition.width} × {rendition.height}"),
            (texts.size, f"{rendition.size:,}".replace(",", "\u202f")),
            (texts.digest, f'<a href="{file}"><code>{_e(rendition.sha256)}</code></a>'),
            (
                texts.reference,
                f'<a href="{proof}"><code>{_e(rendition.reference)}</code></a> {_e(texts.reference_why)}',
            ),
            (texts.plan, f"<code>{_e(rendition.plan)}</code>"),
        ]
        if rendition.duration_us:
            rows.insert(0, (texts.duration, moment(rendition.duration_us)))
        return _rows(rows)

    def _hidden(self, rendition: ReleaseRendition) -> str:
        texts, hidden = self._texts, rendition.hidden
        rows = [
            (texts.faces, str(hidden.face_tracks)),
            (texts.masked_frames, f"{hidden.masked_frames} / {rendition.frames}"),
            (texts.sound, _e(texts.sounds[hidden.sound])),
        ]
        if hidden.why:
            rows.append((texts.why, "<br>".join(map(_e, hidden.why))))
        if rendition.notes:
            rows.append((texts.notes, "<br>".join(map(_e, rendition.notes))))
        return _rows(rows) + f"<p>{_e(texts.container)}</p>"

    def _approval(self, approval: Approval) -> str:
        texts = self._texts
        points = ", ".join(texts.points[point] for point in approval.settled)
        asked = texts.one_by_one if approval.stated == "one by one" else texts.by_signing
        shown = texts.pictures_shown if approval.pictures_shown else texts.pictures_not_shown
        note = f"<blockquote>{_e(approval.note)}</blockquote>" if approval.note else ""
        entry = f'<a href="log/{_e(approval.entry)}.entry"><code>{_e(approval.entry[:16])}…</code></a>'
        settled = f"{_e(texts.settled)}: {_e(points)} ({_e(asked)}); {_e(shown)}."
        return f"{self._person(approval.person)} {entry}<br>{settled}{note}"

    def _second_look(self, rendition: ReleaseRendition) -> str:
        texts, look = self._texts, rendition.second_look
        rows = _rows([(texts.looked, f"<code>{_e(look.by)}</code>"), (texts.frames, str(look.frames))])
        if not look.findings:
            return rows + f"<p>{_e(texts.no_findings)}</p>"
        what = {finding.time_us: finding.what for finding in look.findings}
        lines = (self._overruled(each, what.get(each.time_us, "")) for each in look.overruled)
        return rows + f"<p><strong>{_e(texts.overruled)}:</strong></p>{_bullets(lines)}"

    def _overruled(self, overruled: Overruled, what: str) -> str:
        person = f"{_e(self._texts.overruled_why)} {self._person(overruled.person)}"
        return f"{moment(overruled.time_us)} {_e(what)}; {person}: <q>{_e(overruled.why)}</q>"

    def _check(self) -> str:
        texts, manifest = self._texts, self._manifest
        words = "".join(f"<li>{_e(word)}</li>" for word in manifest.seal.words)
        ways = [
            f"{_e(texts.check_program)}: <code>witnessbox verify RELEASE --key FILE</code>",
            f'{_e(texts.check_file)}: <a href="verify.py"><code>python verify.py RELEASE --key FILE</code></a>',
            f'{_e(texts.check_hand)}: <a href="VERIFY.md">VERIFY.md</a>',
        ]
        return (
            f'<section id="check"><h2>{_e(texts.check)}</h2><p>{_e(texts.check_lead)}</p>{_bullets(ways)}'
            f"<p>{_e(texts.check_other_copy)}</p>"
            f"<h3>{_e(texts.signers)}</h3><p>{_e(texts.signers_why)}</p>{_bullets(map(self._person, manifest.signers))}"
            f'<h3>{_e(texts.seal)}</h3><p>{_e(texts.seal_why)}</p><ol class="words" lang="en">{words}</ol></section>'
        )
