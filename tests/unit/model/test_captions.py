from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from witnessbox.model.captions import CaptionsError, read_captions, shown_captions, voice_spans, webvtt
from witnessbox.model.faces import Caption, SoundUse

SRT = """1
00:00:01,000 --> 00:00:02,500
They took him
to the second floor.

2
00:00:03,000 --> 00:01:00,000
Его звали Иван.
"""

VTT = """WEBVTT

00:01.000 --> 00:02.500
They took him
to the second floor.

a name
00:00:03.000 --> 00:01:00.000
Его звали Иван.
"""


def caption(first: int, last: int, text: str) -> Caption:
    return Caption(first_us=first, last_us=last, text=text)


EXPECTED = (
    caption(1_000_000, 2_500_000, "They took him\nto the second floor."),
    caption(3_000_000, 60_000_000, "Его звали Иван."),
)


@pytest.mark.parametrize("text", [SRT, VTT, SRT.replace("\n", "\r\n"), "\ufeff" + SRT, SRT.rstrip("\n")])
def test_both_forms_are_read(text: str) -> None:
    assert read_captions(text.encode()) == EXPECTED


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no captions"),
        ("WEBVTT\n\n", "no captions"),
        ("WEBVTT\nKind: captions\n\n00:01.000 --> 00:02.000\na\n", "line 2"),
        ("WEBVTT\n\nNOTE a remark\n\n00:01.000 --> 00:02.000\na\n", "line 4"),
        ("1\n00:00:02,000 --> 00:00:01,000\na\n", "line 2: the caption ends before it begins"),
        ("1\n00:00:01,000 --> 00:00:01,000\na\n", "line 2: the caption ends before it begins"),
        ("1\n00:00:01,000 --> 00:00:02,000\n\n2\n", "line 2: a caption without a text"),
        ("1\n00:00:01,000 --> 00:00:02,000 line:0\na\n", "line 2: a time"),
        ("1\n00:00:61,000 --> 00:00:62,000\na\n", "line 2: a time"),
        ("1\n00:00:01,000 --> 00:00:02,000\n<b>a</b>\n", "line 3: < and >"),
        ("1\n00:00:01,000 --> 00:00:02,000\na\x00b\n", "line 3: a control character"),
        (SRT.replace("00:00:03", "00:00:02"), "begins before the one above ends"),
    ],
)
def test_whatever_else_is_an_error_with_its_line(text: str, why: str) -> None:
    with pytest.raises(CaptionsError, match=why):
        read_captions(text.encode())


def test_another_encoding_is_refused() -> None:
    with pytest.raises(CaptionsError, match="UTF-8"):
        read_captions(SRT.encode("cp1251", "replace") + "ж".encode("cp1251"))


words = st.text(st.characters(exclude_categories=("C", "Z")) | st.sampled_from("&<> "), min_size=1).map(str.strip)


@given(st.lists(st.tuples(st.integers(1, 10**6), words.filter(bool)), min_size=1))
def test_what_is_written_is_read_back(parts: list[tuple[int, str]]) -> None:
    captions, place = [], 0
    for length, text in parts:
        captions.append(caption(place, place + 1000 * length, text))
        place += 1000 * length
    assert read_captions(webvtt(captions).encode()) == tuple(captions)


def test_a_voice_reads_one_span_a_caption() -> None:
    spans = voice_spans(EXPECTED)
    assert [(each.first_us, each.last_us, each.use) for each in spans] == [
        (1_000_000, 2_500_000, SoundUse.VOICE),
        (3_000_000, 60_000_000, SoundUse.VOICE),
    ]
    assert spans[0].text == "They took him to the second floor."


def test_what_no_voice_read_is_shown() -> None:
    spans = voice_spans(EXPECTED)
    assert shown_captions((), spans, spoken=True) == ()
    assert [each.text for each in shown_captions((), spans, spoken=False)] == [each.text for each in spans]
    assert shown_captions(EXPECTED, spans, spoken=False) == EXPECTED
