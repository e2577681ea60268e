"""A seal survives being said, heard and typed; what was misheard is named."""

from __future__ import annotations

import hashlib
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from witnessbox.model.wordlist_english import WORDS
from witnessbox.model.words import from_words, to_words

ROOT = hashlib.sha256(b"a seal").digest()
LIST_DIGEST = "42b4f40496a354fa4406f103d2257649a4fbb406d1d6e6401f3c382fcd65f8ac"


@given(st.binary(min_size=32, max_size=32))
def test_words_give_the_first_half_of_the_root_back(root: bytes) -> None:
    said = to_words(root)
    assert len(said) == 12
    assert from_words(" ".join(said)) == root[:16]


def test_words_of_a_known_root_never_change() -> None:
    assert hashlib.sha256(" ".join(WORDS).encode()).hexdigest() == LIST_DIGEST
    assert to_words(bytes(32)) == ("abacus",) * 11 + (WORDS[hashlib.sha256(bytes(16)).digest()[0] >> 4],)


@pytest.mark.parametrize(
    "spoil",
    [
        str.upper,
        str.title,
        lambda text: text.replace(" ", ", "),
        lambda text: text.replace(" ", "-"),
        lambda text: text.replace(" ", " \n\t "),
        lambda text: " ".join(word[:4] for word in text.split()),
        lambda text: " ".join(f"{place}. {word}" for place, word in enumerate(text.split(), start=1)),
    ],
)
def test_the_way_it_was_written_down_does_not_matter(spoil: object) -> None:
    assert callable(spoil)
    assert from_words(spoil(" ".join(to_words(ROOT)))) == ROOT[:16]


def test_an_unknown_word_is_named_with_its_place() -> None:
    said = list(to_words(ROOT))
    said[6] = "xylophone"
    with pytest.raises(ValueError, match="word 7, 'xylophone', is not in the list"):
        from_words(" ".join(said))


def test_a_longer_word_with_the_same_beginning_is_refused() -> None:
    said = list(to_words(ROOT))
    said[0] += "ish"
    with pytest.raises(ValueError, match="word 1"):
        from_words(" ".join(said))


def test_three_letters_are_not_enough() -> None:
    with pytest.raises(ValueError, match="word 12"):
        from_words(" ".join([*to_words(ROOT)[:11], to_words(ROOT)[11][:3]]))


@pytest.mark.parametrize("count", [0, 11, 13])
def test_another_number_of_words_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match=f"there are {count} here"):
        from_words(" ".join((to_words(ROOT) * 2)[:count]))


def test_most_wrong_words_fail_the_check() -> None:
    said = list(to_words(ROOT))
    caught = 0
    for word in WORDS[:320]:
        wrong = [word, *said[1:]]
        try:
            from_words(" ".join(wrong))
        except ValueError as error:
            assert "fail the check" in str(error)
            caught += 1
    assert caught >= 280  # 15 of 16 are expected


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_root_of_another_size_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        to_words(bytes(size))


def test_the_list_is_fit_for_the_telephone() -> None:
    assert len(WORDS) == 2048
    assert list(WORDS) == sorted(WORDS)
    assert all(4 <= len(word) <= 8 and word.isascii() and word.isalpha() and word.islower() for word in WORDS)
    assert len({word[:4] for word in WORDS}) == 2048


def test_no_two_words_are_one_letter_apart() -> None:
    # Two words are within one insertion, deletion or change exactly when they share a form with one letter blanked
    # or one letter missing.
    forms: dict[str, set[str]] = {}
    for word in WORDS:
        for place in range(len(word)):
            forms.setdefault(word[:place] + "?" + word[place + 1 :], set()).add(word)
            forms.setdefault(word[:place] + word[place + 1 :], set()).add(word)
        forms.setdefault(word, set()).add(word)
    # Sharing a form with a letter missing also catches some pairs two letters apart, so the distance is looked at.
    close = [
        pair
        for group in forms.values()
        for pair in combinations(sorted(group), 2)
        if abs(len(pair[0]) - len(pair[1])) == 1
        or (len(pair[0]) == len(pair[1]) and sum(a != b for a, b in zip(*pair, strict=True)) == 1)
    ]
    assert close == []
