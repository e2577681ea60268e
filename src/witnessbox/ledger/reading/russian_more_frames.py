"""Russian verbs of custody, of moving people and papers, and of authorities that refuse. Data, no rules."""

from __future__ import annotations

from witnessbox.ledger.reading.frames import (
    ABUSED,
    ACQUIRED,
    CASE_CLOSED,
    CHARGED,
    COMPLAINED,
    DIED,
    FREED,
    HANDED,
    INJURED,
    LEAKED,
    LEFT,
    OB,
    RESIGN,
    SEARCHED,
    A,
    P,
    R,
    V,
    any_of,
)
from witnessbox.ledger.reading.parts import Frame
from witnessbox.model.claims import Part
from witnessbox.model.vocabulary import ClaimType as T

_MOVED = Frame(type=T.TRANSFER_OF_PRISONER, human=True, needs="captives")
_HURT = Frame(type=T.INJURY, needs="injuries", subject=None, object=None, aim=V)

MORE_RUSSIAN: dict[str, tuple[Frame, ...]] = {
    **dict.fromkeys(
        "увезти вывезти перевезти перебросить переправить отконвоировать конвоировать вывозить увозить перевести "
        "переводить вернуть".split(),
        (_MOVED,),
    ),
    **dict.fromkeys(("возложить", "поручить"), (Frame(type=T.APPOINTMENT, needs="duties", object=None, aim=P),)),
    "отменить": (Frame(type=T.WANTED_DELISTING, needs="listed", object=None, aim=P),),
    "прекратить": (Frame(type=T.WANTED_DELISTING, needs="listed", object=None, aim=P),),
    **dict.fromkeys(
        ("ввести", "наложить", "вводить"), (Frame(type=T.SANCTION, needs="sanctions", object=None, aim=P),)
    ),
    **dict.fromkeys(
        ("ограничить", "закрыть", "прекратить", "ограничивать"),
        (Frame(type=T.BLOCKING, needs="access", object=None, aim=OB),),
    ),
    "начать": (Frame(type=T.LEAK_PUBLICATION, needs="media", object=OB, also=any_of("публикация публикацию")),),
    "бросить": (Frame(type=T.ALLEGED_ABUSE, object=V, human=True, also=any_of("карцер шизо изолятор")),),
    "кинуть": (Frame(type=T.ALLEGED_ABUSE, object=V, human=True, also=any_of("карцер шизо изолятор")),),
    **dict.fromkeys(("найти", "обнаружить"), (Frame(type=T.INJURY, object=V, human=True, needs="injuries"),)),
    **dict.fromkeys(
        "выявить диагностировать констатировать зафиксировать насчитать засвидетельствовать описать отметить увидеть "
        "заметить "
        "обнаружить найти снять".split(),
        (_HURT,),
    ),
    **dict.fromkeys(
        ("уйти", "уволиться"),
        (Frame(type=T.RESIGNATION, subject=A, object=None, also=any_of("желание желанию рапорт")),),
    ),
    **dict.fromkeys(
        ("поступить", "прийти", "поступать"), (Frame(type=T.COMPLAINT, needs="complaint", subject=None, object=None),)
    ),
    **dict.fromkeys(
        ("отказать", "отказаться", "отказывать", "отказываться"),
        (Frame(type=T.CASE_REFUSED, object=None, also=any_of("возбуждение возбуждать возбудить")),),
    ),
    **dict.fromkeys(
        ("допрашивать", "заслушать", "выслушать"),
        (Frame(type=T.HEARING, object=P, human=True, also=any_of("суд заседание процесс")),),
    ),
    **dict.fromkeys(
        "душить колоть топить связать связывать привязать приковать подвесить подвешивать обливать облить раздеть "
        "морить травить калечить покалечить пинать ударить ударять колотить лупить терзать изувечить насиловать "
        "надругаться измываться глумиться заковать".split(),
        (ABUSED,),
    ),
    **dict.fromkeys(
        ("грозить", "шантажировать"),
        (
            Frame(
                type=T.THREAT,
                object=V,
                aim=V,
                also=any_of(
                    "расправа убийство убить смерть изнасилование опер надзиратель сотрудник следователь неизвестный"
                ),
            ),
        ),
    ),
    **dict.fromkeys(
        ("исчезнуть", "пропасть"),
        (Frame(type=T.DISAPPEARANCE, subject=V, object=None, never=any_of("запись видео файл кадр архив")),),
    ),
    "похитить": (Frame(type=T.DISAPPEARANCE, object=V, human=True, never=any_of("видео запись файл архив документ")),),
    **dict.fromkeys(("задохнуться", "утонуть", "замёрзнуть"), (DIED,)),
    **dict.fromkeys(
        ("перевернуть", "перерыть", "вломиться", "ворваться"), (Frame(type=T.SEARCH, object=None, needs="homes"),)
    ),
    "обыскивать": (SEARCHED,),
    **dict.fromkeys(("конфисковать", "изымать", "забрать"), (Frame(type=T.SEARCH, object=OB, needs="media"),)),
    **dict.fromkeys(
        ("сжечь", "затереть", "стирать", "удалять", "уничтожать", "сохраниться"),
        (Frame(type=T.DESTRUCTION_OF_MATERIAL, needs="media", object=OB, never=any_of("сохраниться")),),
    ),
    **dict.fromkeys(
        ("снять", "отснять", "записать", "переписать", "сохранить", "заснять"),
        (Frame(type=T.ACQUISITION, needs="media", object=OB),),
    ),
    **dict.fromkeys(("отсылать", "послать", "передавать", "предоставить", "отослать"), (HANDED,)),
    **dict.fromkeys(("транслировать", "напечатать", "распространять", "опубликовывать"), (LEAKED,)),
    **dict.fromkeys(("скопировать", "скачивать"), (ACQUIRED,)),
    **dict.fromkeys(("скрыться", "выбраться", "переехать", "перебраться"), (LEFT,)),
    **dict.fromkeys(("амнистировать", "отпускать"), (FREED,)),
    "объявить": (Frame(type=T.INVESTIGATION, needs="probe", object=None),),
    "травмировать": (INJURED,),
    "инкриминировать": (CHARGED,),
    "подать": (Frame(type=T.COMPLAINT, needs="complaint", object=None, to=R, never=any_of("отставка отставку")),),
    "обратиться": (Frame(type=T.COMPLAINT, needs="complaint", object=None, to=R),),
    "жаловаться": (COMPLAINED, Frame(type=T.COMPLAINT, object=None, also=any_of("прокуратура омбудсмен суд комиссия"))),
    "свернуть": (CASE_CLOSED,),
    "отстраниться": (RESIGN,),
    "проводить": (Frame(type=T.DISMISSAL, human=True, also=any_of("пенсия пенсию")),),
    "выплатить": (Frame(type=T.COMPENSATION, needs="compensation", object=None, to=R, also=any_of("компенсация")),),
    "присудить": (Frame(type=T.COMPENSATION, needs="compensation", object=None, to=R),),
    "отозвать": (Frame(type=T.RETALIATION, needs="papers", object=Part.OBJECT),),
    "аннулировать": (Frame(type=T.RETALIATION, needs="papers", object=Part.OBJECT),),
}
"""Frames that are tried before those of `russian_frames`."""
