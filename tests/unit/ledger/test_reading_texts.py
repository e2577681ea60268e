"""The labelled texts are what they say they are, so that a figure made from them means something."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest
from ledger_labels import TEXTS, read_labels, rendered

LABELS = sorted(TEXTS.rglob("*.labels"))


def test_no_text_of_any_half_is_missing() -> None:
    halves = Counter((path.parent.name, path.name[:2]) for path in LABELS)
    six = {(half, language): 6 for half in ("tuning", "heldout", "heldout3") for language in ("en", "ru")}
    twenty = {(half, language): size for half in ("dev4", "dev5", "dev6") for language, size in (("en", 11), ("ru", 9))}
    eight = {("heldout2", "en"): 8, ("heldout2", "ru"): 6, ("heldout4", "en"): 8, ("heldout4", "ru"): 8}
    ten = {("dev7", "en"): 10, ("dev7", "ru"): 8, ("heldout5", "en"): 9, ("heldout5", "ru"): 7}
    assert halves == six | twenty | eight | ten


@pytest.mark.parametrize("labels", LABELS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_what_is_committed_is_what_the_labels_say(labels: Path) -> None:
    assert labels.with_suffix(".json").read_text("utf-8") == rendered(read_labels(labels))


@pytest.mark.parametrize("labels", LABELS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_offsets_point_at_the_quoted_words(labels: Path) -> None:
    raw = labels.with_suffix(".txt").read_bytes()
    document = json.loads(labels.with_suffix(".json").read_text("utf-8"))
    text = raw.decode("utf-8")
    assert document["document"]["chars"] == len(text)
    assert document["document"]["sha256"] == hashlib.sha256(raw).hexdigest()
    spans = [quote for claim in document["claims"] for quote in claim["quotes"]] + document["traps"]
    assert spans
    for span in spans:
        assert text[span["start"] : span["end"]] == span["text"]
    assert 80 <= len(text.split()) <= 350
    assert all(part["entity"] in document["entities"] for claim in document["claims"] for part in claim["participants"])


def test_a_quote_that_does_not_stand_in_the_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("The guard was fired.\n", "utf-8")
    head = "publisher: X\ndate: 2021-01-01\nlanguage: en\n"
    (tmp_path / "x.labels").write_text(head + "--- claims\n+ dismissal : The guard was hired\n--- traps\n", "utf-8")
    with pytest.raises(ValueError, match="stands 0 times"):
        read_labels(tmp_path / "x.labels")
