"""The pages: both languages say the same things, in colours that can be read."""

from __future__ import annotations

import dataclasses
import re
from importlib import resources

import pytest

from witnessbox.model.acts import Point, Role
from witnessbox.model.releases import Sound
from witnessbox.release.page import POLICY, moment
from witnessbox.release.texts import EN, RU, Texts


@pytest.mark.parametrize(
    ("microseconds", "text"),
    [(0, "0:00:00.000"), (999, "0:00:00.000"), (61_234_567, "0:01:01.234"), (36_000_000_000, "10:00:00.000")],
)
def test_moment(microseconds: int, text: str) -> None:
    assert moment(microseconds) == text


@pytest.mark.parametrize("texts", [EN, RU])
def test_nothing_is_left_unsaid(texts: Texts) -> None:
    for field in dataclasses.fields(texts):
        assert getattr(texts, field.name), field.name
    assert set(texts.points) == set(Point)
    assert set(texts.roles) == set(Role)
    assert set(texts.sounds) == set(Sound)
    assert len(texts.limits) == len(EN.limits)
    assert "ONE APPROVER" in texts.one_approver


def test_russian_is_russian() -> None:
    for field in dataclasses.fields(RU):
        value = getattr(RU, field.name)
        if isinstance(value, str) and field.name not in ("language", "file", "digest") and "other" not in field.name:
            assert re.search("[А-ЯЁа-яё]", value), field.name


def test_policy_allows_nothing_from_elsewhere() -> None:
    assert POLICY.startswith("default-src 'none'")
    assert "script-src" not in POLICY
    assert "unsafe" not in POLICY


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_contrast() -> None:
    """WCAG 2.2 asks for 4.5 to 1 (AA); the style sheet promises 7 to 1."""
    style = resources.files("witnessbox.release").joinpath("style.css").read_text("utf-8")
    schemes = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block)) for block in style.split("@media")[:2]]
    for colours in schemes:
        for ink, paper in (("ink", "paper"), ("quiet", "paper"), ("link", "paper"), ("alarm-ink", "alarm-paper")):
            light, dark = sorted((luminance(colours[ink]), luminance(colours[paper])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 7, (ink, paper)
