"""Which verb makes which claim, in both languages, and the classes of words that decide between meanings. Data, no
rules.

A verb may have several frames; the first whose needs are met counts. `needs` and `bars` name classes of `CLASSES`:
one of
the class must be among (must not be) what the clause speaks of.
"""

from __future__ import annotations

from witnessbox.ledger.reading.parts import Frame
from witnessbox.model.claims import Part
from witnessbox.model.vocabulary import ClaimType as T

MEDIA = {
    "en": frozenset(
        "video videos footage recording recordings clip clips file files film films tape tapes photo photos photograph "
        "image images picture archive document documents record records trove footage material dozens dossier cache "
        "data audio reel evidence memory screenshot".split()
    ),
    "ru": frozenset(
        "видео видеозапись запись ролик видеоролик кадр файл видеофайл архив документ фильм фотография фото снимок "
        "материал аудиозапись плёнка пленка съёмка съемка досье свидетельство гигабайт терабайт видеоархив запись "
        "видеоматериал доказательство база".split()
    ),
}
"""What leaks."""

CLASSES: dict[str, dict[str, frozenset[str]]] = {
    "en": {
        "media": MEDIA["en"],
        "charge": frozenset("charge charges accusation count counts indictment".split()),
        "case": frozenset("case proceeding proceedings prosecution".split()),
        "probe": frozenset("investigation inquiry probe inquest review check audit".split()),
        "post": frozenset("post position office duty duties job command role rank rank reins helm".split()),
        "listed": frozenset("wanted".split()),
        "asylum": frozenset("asylum refuge protection refugee".split()),
        "custody": frozenset("custody detention arrest remand".split()),
        "prison": frozenset("prison jail custody colony bar bars detention arrest cell sentence".split()),
        "prison_terms": frozenset(
            "prison jail custody colony bars bar cell time sentence term month year months years".split()
        ),
        "verdict": frozenset("conviction sentence verdict ruling acquittal judgment judgement".split()),
        "term": frozenset("sentence year years month months life fine term".split()),
        "innocent": frozenset("not innocent".split()),
        "guilty": frozenset("guilty".split()),
        "complaint": frozenset("complaint complaints petition".split()),
        "agent": frozenset("agent undesirable extremist terrorist".split()),
        "claims": frozenset(
            "report reports claim claims allegation allegations accusation accusations rumour rumours rumor suggestion "
            "suggestions charge charges testimony involvement wrongdoing responsibility knowledge".split()
        ),
        "resignation": frozenset("resignation".split()),
        "trial": frozenset("trial trials dock court".split()),
        "process": frozenset("trial hearing hearings process proceedings".split()),
        "online": frozenset("online public web website internet".split()),
        "compensation": frozenset("compensation damages".split()),
        "abuse": frozenset(
            "rape torture abuse beating beatings violence assault ill-treatment mistreatment sodomy".split()
        ),
        "country": frozenset("country".split()),
        "criminal": frozenset("criminal case charge charges".split()),
        "retired": frozenset("retirement".split()),
        "appeal": frozenset("appeal".split()),
        "absent": frozenset("absentia".split()),
        "place": frozenset("home flat apartment house office offices premises headquarters building".split()),
    },
    "ru": {
        "media": MEDIA["ru"],
        "charge": frozenset("обвинение".split()),
        "case": frozenset("дело преследование производство".split()),
        "probe": frozenset("расследование проверка дознание".split()),
        "post": frozenset("должность пост обязанность полномочие место кресло звание".split()),
        "listed": frozenset("розыск".split()),
        "asylum": frozenset("убежище беженец защита".split()),
        "custody": frozenset("стража сизо изолятор".split()),
        "house": frozenset("арест".split()),
        "prison": frozenset("колония тюрьма заключение сизо решётка решетка стража неволя лагерь изолятор".split()),
        "free": frozenset("свобода колония тюрьма стража сизо заключение зал изолятор арест".split()),
        "retire": frozenset("отставка".split()),
        "leaves": frozenset("отставка пенсия".split()),
        "verdict": frozenset("приговор решение вердикт оправдание".split()),
        "term": frozenset("год лет месяц срок штраф колония".split()),
        "guilty": frozenset("виновный виновен".split()),
        "innocent": frozenset("невиновный невиновен".split()),
        "complaint": frozenset("жалоба заявление".split()),
        "agent": frozenset("агент иноагент нежелательный экстремистский экстремист террорист террористический".split()),
        "search": frozenset("обыск".split()),
        "process": frozenset("процесс суд заседание слушание".split()),
        "court": frozenset("суд скамья".split()),
        "appeal": frozenset("апелляция жалоба".split()),
        "same": frozenset("изменение сила".split()),
        "online": frozenset("сеть интернет доступ публикация".split()),
        "publicity": frozenset("гласность огласка".split()),
        "guilt": frozenset("вина причастность".split()),
        "country": frozenset("страна граница россия родина".split()),
        "compensation": frozenset("компенсация".split()),
        "status": frozenset("статус".split()),
        "second": frozenset("апелляция кассация".split()),
        "note": frozenset("рапорт".split()),
        "replaced": frozenset("смена".split()),
        "decree": frozenset("указ приказ распоряжение постановление".split()),
        "sentence_time": frozenset("срок наказание".split()),
    },
}

_A, _P, _V, _H = Part.AGENT, Part.PATIENT, Part.VICTIM, Part.HOLDER
_O, _R = Part.OBJECT, Part.RECIPIENT

DISMISS = Frame(type=T.DISMISSAL, bars="claims", human=True)
SUSPEND = Frame(type=T.SUSPENSION, human=True)
RESIGN = Frame(type=T.RESIGNATION, subject=_P, object=None)
APPOINT = Frame(type=T.APPOINTMENT, human=True)
CHARGED = Frame(type=T.CHARGE, human=True)
ACCUSED = Frame(type=T.CHARGES_PURSUED, human=True)
CHARGES_BROUGHT = Frame(type=T.CHARGE, needs="charge", object=None, aim=_P)
CHARGES_PURSUED = Frame(type=T.CHARGES_PURSUED, needs="charge", object=None, aim=_P)
CHARGES_DROPPED = Frame(type=T.CHARGES_DROPPED, needs="charge", object=None, aim=_P)
CASE_CLOSED = Frame(type=T.CASE_CLOSED, needs="case", object=None, aim=_P)
PROBE_CLOSED = Frame(type=T.CASE_CLOSED, needs="probe", object=None, aim=_P)
CASE_OPENED = Frame(type=T.CASE_OPENED, needs="case", object=None, aim=_P)
PROBE_OPENED = Frame(type=T.INVESTIGATION, needs="probe", object=None, aim=_P)
CONVICTED = Frame(type=T.CONVICTION, human=True)
SENTENCED = Frame(type=T.SENTENCE, human=True)
GOT_TERM = Frame(type=T.SENTENCE, needs="term", subject=_P, object=None, human=False)
ACQUITTED = Frame(type=T.ACQUITTAL, human=True)
APPEALED = Frame(type=T.APPEAL, needs="verdict", object=None, aim=_P)
ARRESTED = Frame(type=T.ARREST, human=True)
DETAINED = Frame(type=T.DETENTION, human=True)
SEARCHED = Frame(type=T.SEARCH, object=Part.LOCATION)
FREED = Frame(type=T.RELEASE, human=True)
SERVED = Frame(type=T.IMPRISONMENT, needs="prison_terms", subject=_P, object=None)
LEAKED = Frame(type=T.LEAK_PUBLICATION, needs="media", object=_O)
APPEARED = Frame(type=T.LEAK_PUBLICATION, needs="media", subject=_O, object=None)
HANDED = Frame(type=T.HANDOVER, needs="media", object=_O, to=_R)
ACQUIRED = Frame(type=T.ACQUISITION, needs="media", object=_O)
SMUGGLED = Frame(type=T.SMUGGLING, object=_O)
ABUSED = Frame(type=T.ALLEGED_ABUSE, object=_V, human=True)
INJURED = Frame(type=T.INJURY, object=_V, human=True)
DIED = Frame(type=T.DEATH, subject=_V, object=None, human=False)
KILLED = Frame(type=T.KILLING, object=_V, human=True)
ASYLUM_SOUGHT = Frame(type=T.ASYLUM_REQUEST, needs="asylum", object=None, to=_R)
ASYLUM_GIVEN = Frame(type=T.ASYLUM_GRANT, needs="asylum", object=None, aim=_P, to=_P)
ASYLUM_GOT = Frame(type=T.ASYLUM_GRANT, needs="asylum", subject=_P, object=None)
ASYLUM_REFUSED = Frame(type=T.ASYLUM_DENIAL, needs="asylum", object=None, aim=_P, to=_P)
LEFT = Frame(type=T.DEPARTURE, object=None)
ARRIVED = Frame(type=T.ARRIVAL, object=None)
LIVES = Frame(type=T.RESIDENCE, subject=_H, object=None)
LISTED = Frame(type=T.WANTED_LISTING, needs="listed")
DELISTED = Frame(type=T.WANTED_DELISTING, needs="listed")
TRIED = Frame(type=T.TRIAL, human=True)
TRIAL_BEGAN = Frame(type=T.TRIAL, needs="process", subject=None, object=None)
LABELLED = Frame(type=T.FOREIGN_AGENT_LISTING, needs="agent")
THREATENED = Frame(type=T.THREAT, object=_V, human=True)
COMPLAINED = Frame(type=T.COMPLAINT, needs="complaint", object=None)
HELD_IN = Frame(type=T.IMPRISONMENT, needs="prison", human=True)
STAYS_IN = Frame(type=T.IMPRISONMENT, needs="prison", subject=_P, object=None)

ENGLISH: dict[str, tuple[Frame, ...]] = {
    **dict.fromkeys(("fire", "sack", "oust", "axe", "discharge"), (DISMISS,)),
    "dismiss": (CHARGES_DROPPED, CASE_CLOSED, DISMISS),
    "remove": (DELISTED, DISMISS),
    "relieve": (DISMISS,),
    "strip": (Frame(type=T.DISMISSAL, needs="post", human=True),),
    "demote": (DISMISS,),
    "lose": (Frame(type=T.DISMISSAL, needs="post", subject=_P, object=None),),
    "suspend": (SUSPEND,),
    "resign": (RESIGN,),
    "quit": (RESIGN,),
    "retire": (RESIGN,),
    "step": (Frame(type=T.RESIGNATION, subject=_P, object=None),),
    "tender": (Frame(type=T.RESIGNATION, needs="resignation", subject=_P, object=None),),
    "appoint": (APPOINT,),
    "name": (APPOINT,),
    "install": (APPOINT,),
    "promote": (APPOINT,),
    "nominate": (APPOINT,),
    "replace": (Frame(type=T.APPOINTMENT, object=Part.PREDECESSOR, human=True),),
    "succeed": (Frame(type=T.APPOINTMENT, subject=_P, object=Part.PREDECESSOR, human=True),),
    "assume": (Frame(type=T.APPOINTMENT, needs="post", subject=_P, object=None),),
    "take": (
        Frame(type=T.ALLEGED_ABUSE, needs="abuse", subject=None, object=None),
        Frame(type=T.DETENTION, needs="custody", human=True),
        Frame(type=T.APPOINTMENT, needs="post", subject=_P, object=None),
        Frame(type=T.APPOINTMENT, needs="over", subject=_P, object=None),
    ),
    "become": (Frame(type=T.APPOINTMENT, subject=_P, object=None),),
    "accept": (Frame(type=T.RESIGNATION, needs="resignation", object=None, aim=_P),),
    "carry": (Frame(type=T.SMUGGLING, needs="carrier", object=_O),),
    "face": (
        Frame(type=T.CHARGE, needs="charge", subject=_P, object=None),
        Frame(type=T.TRIAL, needs="trial", subject=_P, object=None),
    ),
    "walk": (Frame(type=T.RELEASE, needs="free", subject=_P, object=None),),
    "base": (Frame(type=T.RESIDENCE, subject=None, object=_H),),
    "reinstate": (Frame(type=T.REINSTATEMENT, human=True),),
    **dict.fromkeys(("open", "launch", "initiate", "start", "begin"), (CASE_OPENED, PROBE_OPENED, TRIAL_BEGAN)),
    "order": (PROBE_OPENED,),
    "conduct": (PROBE_OPENED,),
    "investigate": (Frame(type=T.INVESTIGATION),),
    "probe": (Frame(type=T.INVESTIGATION),),
    "interrogate": (Frame(type=T.INVESTIGATION, human=True),),
    "suspect": (Frame(type=T.INVESTIGATION, human=True),),
    "charge": (CHARGED,),
    "indict": (CHARGED,),
    "accuse": (ACCUSED,),
    "prosecute": (ACCUSED,),
    "bring": (CHARGES_BROUGHT, CASE_OPENED),
    "press": (CHARGES_BROUGHT,),
    "file": (CHARGES_BROUGHT, CASE_OPENED, Frame(type=T.APPEAL, needs="appeal", object=None, aim=None), COMPLAINED),
    "pursue": (CHARGES_PURSUED,),
    "lodge": (Frame(type=T.APPEAL, needs="appeal", object=None, aim=None), COMPLAINED),
    "complain": (Frame(type=T.COMPLAINT, object=None),),
    **dict.fromkeys(("drop", "withdraw", "scrap", "abandon"), (CHARGES_DROPPED, CASE_CLOSED, PROBE_CLOSED)),
    **dict.fromkeys(
        ("close", "discontinue", "halt", "terminate", "shelve"), (CASE_CLOSED, PROBE_CLOSED, CHARGES_DROPPED)
    ),
    "convict": (CONVICTED,),
    "find": (
        Frame(type=T.ACQUITTAL, needs="innocent", human=True),
        Frame(type=T.CONVICTION, needs="guilty", human=True),
    ),
    "sentence": (SENTENCED,),
    "jail": (SENTENCED,),
    "imprison": (SENTENCED,),
    "give": (Frame(type=T.SENTENCE, needs="term", human=True), HANDED, ASYLUM_GIVEN),
    "hand": (
        Frame(type=T.RESIGNATION, needs="resignation", subject=_P, object=None),
        Frame(type=T.SENTENCE, needs="term", subject=_A, object=None, to=_P),
        HANDED,
    ),
    "get": (ASYLUM_GOT, GOT_TERM, Frame(type=T.HANDOVER, needs="media", subject=_R, object=_O)),
    "receive": (ASYLUM_GOT, GOT_TERM, Frame(type=T.HANDOVER, needs="media", subject=_R, object=_O)),
    "acquit": (ACQUITTED,),
    "exonerate": (ACQUITTED,),
    "clear": (ACQUITTED,),
    "appeal": (Frame(type=T.APPEAL, object=None),),
    **dict.fromkeys(("uphold", "overturn", "quash", "annul", "overrule"), (APPEALED,)),
    "pardon": (Frame(type=T.PARDON, human=True),),
    "amnesty": (Frame(type=T.PARDON, human=True),),
    **dict.fromkeys(
        ("add", "place", "put", "include"),
        (
            LISTED,
            Frame(type=T.SUSPENSION, needs="leave", human=True),
            Frame(type=T.TRIAL, needs="trial", human=True),
            Frame(type=T.DETENTION, needs="custody", human=True),
            Frame(type=T.LEAK_PUBLICATION, needs="online", object=_O),
        ),
    ),
    "declare": (LISTED, LABELLED),
    "arrest": (ARRESTED,),
    "detain": (DETAINED,),
    "remand": (DETAINED,),
    "hold": (HELD_IN, DETAINED),
    "keep": (HELD_IN,),
    "search": (SEARCHED,),
    "raid": (SEARCHED,),
    "seize": (Frame(type=T.SEARCH, object=_O),),
    "confiscate": (Frame(type=T.SEARCH, object=_O),),
    "release": (LEAKED, FREED),
    "free": (FREED,),
    "let": (Frame(type=T.RELEASE, human=True),),
    "serve": (SERVED,),
    "spend": (Frame(type=T.IMPRISONMENT, needs="prison", subject=_P, object=None),),
    "stay": (STAYS_IN, LIVES),
    "remain": (STAYS_IN,),
    "be": (
        Frame(type=T.WANTED_LISTING, needs="listed", subject=_P, object=None),
        Frame(type=T.INVESTIGATION, needs="probe", subject=_P, object=None),
        STAYS_IN,
    ),
    **dict.fromkeys(
        ("document", "register", "verify"),
        (Frame(type=T.ALLEGED_ABUSE, needs="cases", subject=Part.CLAIMANT, object=None),),
    ),
    "live": (LIVES,),
    "reside": (LIVES,),
    "settle": (LIVES,),
    "arrive": (ARRIVED,),
    "flee": (LEFT,),
    "emigrate": (LEFT,),
    "leave": (Frame(type=T.RELEASE, needs="prison", subject=_P, object=None), LEFT),
    "escape": (Frame(type=T.ESCAPE, object=None),),
    "transfer": (Frame(type=T.TRANSFER_OF_PRISONER, needs="prison", human=True),),
    **dict.fromkeys(("seek", "request", "apply", "ask", "claim"), (ASYLUM_SOUGHT,)),
    **dict.fromkeys(
        ("grant", "award"), (ASYLUM_GIVEN, Frame(type=T.COMPENSATION, needs="compensation", to=_P, object=None))
    ),
    **dict.fromkeys(("refuse", "deny", "reject"), (ASYLUM_REFUSED,)),
    "extradite": (Frame(type=T.EXTRADITION, human=True),),
    "deport": (Frame(type=T.EXTRADITION, human=True),),
    **dict.fromkeys(
        ("torture", "abuse", "mistreat", "ill-treat", "electrocute", "beat", "rape", "humiliate"), (ABUSED,)
    ),
    **dict.fromkeys(("attack", "assault", "injure", "wound"), (INJURED,)),
    "happen": (Frame(type=T.ALLEGED_ABUSE, needs="abuse", subject=None, object=None),),
    "occur": (Frame(type=T.ALLEGED_ABUSE, needs="abuse", subject=None, object=None),),
    "kill": (KILLED,),
    "murder": (KILLED,),
    "die": (DIED,),
    "perish": (DIED,),
    "threaten": (THREATENED,),
    "intimidate": (THREATENED,),
    "harass": (THREATENED,),
    **dict.fromkeys(("leak", "publish", "air", "broadcast", "circulate", "stream"), (LEAKED,)),
    **dict.fromkeys(("post", "upload", "share"), (Frame(type=T.HANDOVER, needs="media", object=_O, to=_R), LEAKED)),
    "make": (Frame(type=T.LEAK_PUBLICATION, needs="online", object=_O),),
    **dict.fromkeys(("appear", "surface", "emerge"), (APPEARED,)),
    "go": (
        Frame(type=T.LEAK_PUBLICATION, needs="media", subject=_O, object=None),
        Frame(type=T.TRIAL, needs="trial", subject=_P, object=None),
    ),
    "stand": (Frame(type=T.TRIAL, needs="trial", subject=_P, object=None),),
    **dict.fromkeys(("pass", "send", "provide", "supply", "deliver", "forward", "relay", "entrust"), (HANDED,)),
    "reach": (Frame(type=T.HANDOVER, needs="media", subject=_O, object=_R),),
    **dict.fromkeys(("obtain", "acquire", "copy", "download", "collect", "film", "record", "steal"), (ACQUIRED,)),
    "smuggle": (SMUGGLED,),
    "sneak": (SMUGGLED,),
    **dict.fromkeys(("destroy", "delete", "erase"), (Frame(type=T.DESTRUCTION_OF_MATERIAL, needs="media", object=_O),)),
    "block": (Frame(type=T.BLOCKING, object=_O),),
    **dict.fromkeys(("designate", "label", "brand"), (LABELLED,)),
    "sanction": (Frame(type=T.SANCTION),),
    "compensate": (Frame(type=T.COMPENSATION, human=True),),
    "cross": (Frame(type=T.DEPARTURE, object=None, needs="border"),),
}
"""English verbs."""

CLASSES["en"]["leave"] = frozenset({"leave"})
CLASSES["en"]["cases"] = frozenset(
    "case cases complaint complaints torture death deaths instance instances incident".split()
)
CLASSES["en"]["carrier"] = frozenset("stick drive card phone disk disc usb flash sim".split())
CLASSES["en"]["over"] = frozenset({"over"})
CLASSES["en"]["free"] = frozenset({"free"})
CLASSES["en"]["border"] = frozenset({"border"})

_RU_SENT = (
    Frame(type=T.DISMISSAL, needs="retire", human=True),
    Frame(type=T.ARREST, needs="custody", human=True),
    Frame(type=T.ARREST, needs="house", human=True),
    Frame(type=T.TRIAL, needs="court", object=None, aim=_P),
    HANDED,
)
_RU_NAMED = (
    LABELLED,
    Frame(type=T.ACQUITTAL, needs="innocent"),
    Frame(type=T.CONVICTION, needs="guilty"),
)
_RU_LISTED = (LISTED, LABELLED)

RUSSIAN: dict[str, tuple[Frame, ...]] = {
    **dict.fromkeys(
        ("уволить", "сместить", "разжаловать", "понизить", "выгнать", "увольнять"),
        (Frame(type=T.DISMISSAL, human=True),),
    ),
    "снять": (
        Frame(type=T.WANTED_DELISTING, needs="listed"),
        CHARGES_DROPPED,
        Frame(type=T.DISMISSAL, needs="post", human=True),
    ),
    "освободить": (Frame(type=T.DISMISSAL, needs="post", human=True), FREED),
    "отстранить": (SUSPEND,),
    "отстранять": (SUSPEND,),
    "лишиться": (Frame(type=T.DISMISSAL, needs="post", subject=_P, object=None),),
    "потерять": (Frame(type=T.DISMISSAL, needs="post", subject=_P, object=None),),
    "лишить": (Frame(type=T.DISMISSAL, needs="post", human=True),),
    "отправить": _RU_SENT,
    "направить": _RU_SENT,
    "отправлять": _RU_SENT,
    "уволиться": (RESIGN,),
    **dict.fromkeys(
        ("подать", "подавать"),
        (
            Frame(type=T.RESIGNATION, needs="retire", subject=_P, object=None),
            Frame(type=T.ASYLUM_REQUEST, needs="asylum", object=None),
            LISTED,
            Frame(type=T.APPEAL, needs="verdict", object=None),
            Frame(type=T.APPEAL, needs="second", object=None),
            Frame(type=T.RESIGNATION, needs="note", subject=_P, object=None),
            COMPLAINED,
        ),
    ),
    **dict.fromkeys(
        ("уйти", "выйти", "уходить"),
        (
            Frame(type=T.RESIGNATION, needs="leaves", subject=_P, object=None),
            Frame(type=T.RESIGNATION, needs="post", subject=_P, object=None),
            Frame(type=T.RELEASE, needs="free", subject=_P, object=None),
        ),
    ),
    "покинуть": (
        Frame(type=T.RESIGNATION, needs="post", subject=_P, object=None),
        LEFT,
    ),
    **dict.fromkeys(("назначить", "утвердить", "назначать"), (APPOINT,)),
    "сменить": (Frame(type=T.APPOINTMENT, subject=_P, object=Part.PREDECESSOR, human=True),),
    "заменить": (Frame(type=T.APPOINTMENT, object=Part.PREDECESSOR, human=True),),
    "возглавить": (Frame(type=T.APPOINTMENT, subject=_P, object=Part.ORGANIZATION),),
    "занять": (Frame(type=T.APPOINTMENT, needs="post", subject=_P, object=None),),
    "восстановить": (Frame(type=T.REINSTATEMENT, needs="post", human=True),),
    **dict.fromkeys(("возбудить", "завести", "открыть", "возбуждать"), (CASE_OPENED, PROBE_OPENED)),
    **dict.fromkeys(
        ("начать", "провести", "проводить", "инициировать"),
        (
            PROBE_OPENED,
            Frame(type=T.SEARCH, needs="search", object=None),
            Frame(type=T.IMPRISONMENT, needs="prison", subject=_P, object=None),
        ),
    ),
    "пройти": (Frame(type=T.SEARCH, needs="search", subject=None, object=None),),
    "проходить": (Frame(type=T.SEARCH, needs="search", subject=None, object=None),),
    "прийти": (
        Frame(type=T.SEARCH, needs="search", object=None),
        Frame(type=T.APPOINTMENT, needs="replaced", subject=_P, object=None),
    ),
    "стать": (Frame(type=T.APPOINTMENT, subject=_P, object=None),),
    "написать": (Frame(type=T.RESIGNATION, needs="note", subject=_P, object=None),),
    "нагрянуть": (Frame(type=T.SEARCH, needs="search", object=None),),
    "обыскать": (SEARCHED,),
    "изъять": (Frame(type=T.SEARCH, object=_O),),
    "расследовать": (Frame(type=T.INVESTIGATION, object=None, aim=_P),),
    "подозревать": (Frame(type=T.INVESTIGATION, human=True),),
    "заподозрить": (Frame(type=T.INVESTIGATION, human=True),),
    "допросить": (Frame(type=T.INVESTIGATION, human=True),),
    "проверять": (Frame(type=T.INVESTIGATION),),
    "предъявить": (CHARGES_BROUGHT,),
    "предъявлять": (CHARGES_BROUGHT,),
    "вменить": (CHARGES_BROUGHT,),
    "обвинить": (CHARGED,),
    "обвинять": (ACCUSED,),
    "отказаться": (CHARGES_DROPPED,),
    **dict.fromkeys(("прекратить", "закрыть"), (CASE_CLOSED, CHARGES_DROPPED, PROBE_CLOSED)),
    **dict.fromkeys(("признать", "признавать"), _RU_NAMED),
    "объявить": (LISTED, LABELLED),
    **dict.fromkeys(("внести", "включить", "добавить", "занести"), _RU_LISTED),
    "осудить": (CONVICTED,),
    "осуждать": (CONVICTED,),
    "приговорить": (SENTENCED,),
    "посадить": (SENTENCED,),
    "получить": (ASYLUM_GOT, GOT_TERM, ACQUIRED),
    "оправдать": (ACQUITTED,),
    **dict.fromkeys(("обжаловать", "оспорить"), (Frame(type=T.APPEAL, object=None),)),
    "отменить": (APPEALED,),
    "оставить": (APPEALED,),
    "подтвердить": (APPEALED,),
    "изменить": (APPEALED,),
    "смягчить": (APPEALED,),
    "ужесточить": (APPEALED,),
    **dict.fromkeys(("помиловать", "амнистировать"), (Frame(type=T.PARDON, human=True),)),
    **dict.fromkeys(("арестовать", "арестовывать"), (ARRESTED,)),
    **dict.fromkeys(
        ("взять", "заключить", "поместить", "заключать", "водворить", "перевести"),
        (
            Frame(type=T.ARREST, needs="custody", human=True),
            Frame(type=T.ARREST, needs="house", human=True),
            Frame(type=T.TRANSFER_OF_PRISONER, needs="prison", human=True),
        ),
    ),
    "этапировать": (Frame(type=T.TRANSFER_OF_PRISONER, human=True),),
    **dict.fromkeys(("задержать", "задерживать"), (DETAINED,)),
    **dict.fromkeys(("отпустить", "выпустить"), (FREED,)),
    "освободиться": (Frame(type=T.RELEASE, subject=_P, object=None),),
    **dict.fromkeys(("отбывать", "отбыть", "отсидеть"), (Frame(type=T.IMPRISONMENT, subject=_P, object=None),)),
    **dict.fromkeys(
        ("сидеть", "находиться", "содержаться", "оставаться", "пробыть"),
        (STAYS_IN, Frame(type=T.IMPRISONMENT, needs="house", subject=_P, object=None)),
    ),
    **dict.fromkeys(("жить", "проживать", "поселиться", "обосноваться"), (LIVES,)),
    **dict.fromkeys(("приехать", "прибыть", "прилететь"), (ARRIVED,)),
    **dict.fromkeys(("уехать", "бежать", "сбежать", "выехать", "эмигрировать", "улететь", "перебраться"), (LEFT,)),
    **dict.fromkeys(
        ("попросить", "просить", "запросить", "обратиться", "ходатайствовать", "запрашивать"), (ASYLUM_SOUGHT,)
    ),
    **dict.fromkeys(("предоставить", "дать", "предоставлять"), (ASYLUM_GIVEN, HANDED)),
    "отказать": (ASYLUM_REFUSED,),
    **dict.fromkeys(("экстрадировать", "выдать", "депортировать"), (Frame(type=T.EXTRADITION, human=True),)),
    **dict.fromkeys(
        (
            "пытать",
            "избить",
            "избивать",
            "бить",
            "насиловать",
            "изнасиловать",
            "истязать",
            "мучить",
            "унижать",
            "издеваться",
            "избиваться",
        ),
        (ABUSED,),
    ),
    "убить": (KILLED,),
    **dict.fromkeys(("погибнуть", "умереть", "скончаться", "погибать", "умирать"), (DIED,)),
    **dict.fromkeys(("угрожать", "запугивать"), (Frame(type=T.THREAT, object=_V, aim=_V),)),
    **dict.fromkeys(
        (
            "опубликовать",
            "обнародовать",
            "выложить",
            "разместить",
            "распространить",
            "слить",
            "показать",
            "выпускать",
            "публиковать",
            "выкладывать",
            "рассекретить",
        ),
        (LEAKED,),
    ),
    "предать": (Frame(type=T.LEAK_PUBLICATION, needs="publicity", object=_O),),
    **dict.fromkeys(
        ("появиться", "попасть", "утечь", "всплыть"),
        (APPEARED, Frame(type=T.INVESTIGATION, needs="probe", subject=_P, object=None)),
    ),
    "попадать": (Frame(type=T.INVESTIGATION, needs="probe", subject=_P, object=None),),
    "передать": (Frame(type=T.TRIAL, needs="case", object=None, aim=_P), HANDED),
    **dict.fromkeys(("отдать", "прислать", "переслать", "вручить", "поделиться"), (HANDED,)),
    **dict.fromkeys(
        ("скопировать", "копировать", "скачать", "собрать", "добыть", "достать", "раздобыть", "похитить"), (ACQUIRED,)
    ),
    **dict.fromkeys(("вывезти", "вынести", "пронести", "вывозить"), (SMUGGLED,)),
    **dict.fromkeys(
        ("уничтожить", "удалить", "стереть"), (Frame(type=T.DESTRUCTION_OF_MATERIAL, needs="media", object=_O),)
    ),
    "заблокировать": (Frame(type=T.BLOCKING, object=_O),),
    "судить": (TRIED,),
    **dict.fromkeys(("начаться", "стартовать", "открыться"), (TRIAL_BEGAN,)),
    "предстать": (Frame(type=T.TRIAL, needs="court", subject=_P, object=None),),
    "поступить": (Frame(type=T.TRIAL, needs="court", subject=None, object=None),),
    "пожаловаться": (Frame(type=T.COMPLAINT, object=None),),
    "взыскать": (Frame(type=T.COMPENSATION, needs="compensation", object=None),),
    "подписать": (Frame(type=T.DISMISSAL, needs="retire", object=None, aim=_P),),
    "бросить": (Frame(type=T.RESIGNATION, needs="post", subject=_P, object=None),),
}
"""Russian verbs, by the lemma that pymorphy gives."""

FRAMES = {"en": ENGLISH, "ru": RUSSIAN}
