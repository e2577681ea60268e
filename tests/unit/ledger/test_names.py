"""Names are found however Russian writes them, and in what letters; other words are left alone."""

from __future__ import annotations

import pytest

from witnessbox.ledger.exports.names import Names, folded, plain
from witnessbox.vault.catalogue import Catalogue


def names(*known: str, alias: bool = False) -> Names:
    found = Names(Catalogue(None))
    for name in known:
        found.add(name, alias=alias)
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Евгений", "Yevgeniy"), ("Евгений", "Evgeny"), ("Юлия", "Julija"), ("Юлия", "Iuliia"),
        ("Щербаков", "Shcherbakov"), ("Щербаков", "Scherbakow"), ("Хрущёв", "Khrushchev"), ("Савельев", "Saveliev"),
        ("Савельев", "Savelyev"),
        ("Семёнов", "Semyonov"), ("Семёнов", "Semenov"), ("Ильин", "Ilyin"), ("Геннадий", "Gennady"), ("Цой", "Tsoi"),
        ("Пётр", "Pyotr"), ("Юнцов", "Juncov"), ("Чернышов", "Tschernyschow"), ("Виктория", "Victoria"),
        ("Алексей", "Alexey"), ("Александр", "Aleksandr"), ("Осечкин", "Osechkin"), ("Путин", "Poutin"),
    ],
)  # fmt: skip
def test_ways_to_write_a_name_in_latin_letters_are_one(one: str, other: str) -> None:
    assert folded(plain(one)) == folded(plain(other))
    assert names(one).in_words(f"they saw {other} there")
    assert names(other).in_words(f"там был {one}")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Павел Жертвин", "видели Павла"), ("Лев Палачов", "из дела Льва"), ("Lev Palachov", "из дела Льва"),
        ("Пётр Юнцов", "с Петром"), ("Илья Орёл", "рассказал Илье"), ("Илья Орёл", "дом Орла"),
        ("Мария Чиж", "у Марии"),
        ("Maria Chizh", "у Марии"), ("Иван Петров", "ПЕТРОВЫМ"), ("Иван Петров", "Petrov’s ward"),
        ("Иван Петров", "#СвободуПетрову"), ("Иван Петров", "freepetrov"), ("Ivan Petrov", "beating-of-ivan-petrov"),
        ("Ivan Petrov", "https://x.example/ivan_petrov.html"), ("Ivan Petrov", "BeatingOfPetrov"),
        ("Иван Петров", "%D0%9F%D0%B5%D1%82%D1%80%D0%BE%D0%B2"), ("Иван Петров", "&#1055;етров"),
        ("Иван Петров", "Пет\u00adров"), ("Иван Петров", "Пе\u0301тров"), ("Иван Петров", "П\u200bетров"),
        ("Иван Петров", "Пeтров с латинской буквой"), ("José Núñez", "NUNEZ"), ("José Núñez", "Nu\u0301n\u0303ez"),
        ("Ян Ли", "дело Яна"), ("Ян Ли", "Ли сказал"), ("სანდრო", "სანდრო"), ("O'Brien", "O’Brien"),
    ],
)  # fmt: skip
def test_a_name_is_found(name: str, words: str) -> None:
    assert names(name).in_words(words)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Иван Петров", "Палату закрыли в мае, чтобы оценивать"), ("Илья Орёл", "или нет"),
        ("Ян Ли", "знал ли он или нет"),
        ("Мария Чиж", "в марте"), ("Maria Chizh", "in March"), ("Ivan Petrov", "The ward was shut"), ("Лев", "левша"),
        ("Анна", "в банановой"), ("Sergei Savelyev", "The head of the prison service was dismissed"),
    ],
)  # fmt: skip
def test_other_words_are_left_alone(name: str, words: str) -> None:
    assert not names(name).in_words(words)


def test_a_description_counts_by_its_names_alone() -> None:
    found = names("the former prisoner", alias=True)
    assert not found.in_words("a former prisoner was seen")
    assert names("the former prisoner Petrov", alias=True).in_words("Petrov was seen")
    assert names("Kolya", alias=True).in_words("Колю били")


def test_relatives_may_be_named_unless_they_are_called_after_somebody() -> None:
    found = names("Ivan Petrov")
    assert not found.in_title("Anna Petrova")
    assert not found.in_title("Ivan Sidorov")
    assert found.in_title("Petrov, Ivan")
    assert found.in_title("Мать Петрова")
    assert found.in_title("mother of Petrov")
    assert found.in_title("Иван Петрович Петров")


def test_thousands_of_names_are_told_apart() -> None:
    found = names(*(f"Prisoner{at} Surname{at}x" for at in range(5_000)))
    assert found.in_words("seen: surname4321x")
    assert not found.in_words("seen: surnamx")
