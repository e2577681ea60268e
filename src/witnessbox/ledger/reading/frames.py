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
        "video videos stills still negatives x-ray x-rays scans scan negative register logbook footage "
        "recording recordings clip clips file files film films tape tapes photo photos photograph "
        "image images picture archive document documents record records trove footage material dozens dossier cache "
        "data audio reel evidence memory screenshot page pages diary diaries letter letters email emails e-mail log "
        "logs "
        "roster rosters ledger excerpt excerpts extract extracts transcript transcripts minutes cable cables "
        "report-book "
        "notebook notebooks papers snapshot snapshots picture pictures contents batch testimony testimonies recordings "
        "spreadsheet database protocols dump".split()
    ),
    "ru": frozenset(
        "видео видеозапись запись ролик видеоролик кадр файл видеофайл архив документ фильм фотография фото снимок "
        "материал аудиозапись плёнка пленка съёмка съемка досье свидетельство гигабайт терабайт видеоархив запись "
        "видеоматериал доказательство база страница письмо рапорт протокол тетрадь переписка дневник бумага ведомость "
        "выписка журнал распечатка скриншот фотоснимок список носитель карта флешка".split()
    ),
}
"""What leaks."""

CLASSES: dict[str, dict[str, frozenset[str]]] = {
    "en": {
        "media": MEDIA["en"],
        "charge": frozenset("charge charges accusation count counts indictment indictments".split()),
        "case": frozenset("case proceeding proceedings prosecution".split()),
        "probe": frozenset("investigation inquiry probe inquest review check audit".split()),
        "post": frozenset("post position office duty duties job command role rank rank reins helm".split()),
        "listed": frozenset("wanted".split()),
        "asylum": frozenset("asylum refuge protection refugee".split()),
        "custody": frozenset("custody detention arrest remand".split()),
        "prison": frozenset(
            "prison jail custody colony bar bars detention arrest cell sentence gaol remand penitentiary camp inside "
            "solitary isolation incommunicado".split()
        ),
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
        "resignation": frozenset("resignation notice badge".split()),
        "trial": frozenset("trial trials dock court".split()),
        "process": frozenset("trial hearing hearings process proceedings".split()),
        "online": frozenset("online public web website internet".split()),
        "compensation": frozenset(
            "£ $ € ¥ compensation damages settlement redress euro euros eur dollar dollars pound pounds kwacha "
            "crowns mark "
            "marks "
            "rouble roubles".split()
        ),
        "abuse": frozenset(
            "rape torture abuse beating beatings violence assault ill-treatment mistreatment sodomy shock shocks "
            "electrocution suffocation waterboarding flogging flogging humiliation humiliations cruelty brutality "
            "hosing "
            "whipping starvation".split()
        ),
        "country": frozenset("country".split()),
        "criminal": frozenset("criminal case charge charges".split()),
        "retired": frozenset("retirement".split()),
        "appeal": frozenset("appeal".split()),
        "absent": frozenset("absentia".split()),
        "job": frozenset("post position office duty duties job role employment contract seat mandate tenure".split()),
        "warrant": frozenset("warrant notice".split()),
        "search": frozenset("search searches raid raids".split()),
        "hearing": frozenset("hearing hearings".split()),
        "death": frozenset("death deaths suicide suicides fatality fatalities".split()),
        "threats": frozenset("threat threats intimidation blackmail".split()),
        "sanctions": frozenset("sanction sanctions".split()),
        "arrests": frozenset("arrest arrests".split()),
        "pardoned": frozenset("pardon clemency amnesty remission".split()),
        "jailing": frozenset(
            "prison jail colony gaol block wing cell isolation solitary punishment remand penitentiary facility "
            "camp unit "
            "infirmary".split()
        ),
        "place": frozenset(
            "home homes flat flats apartment house houses office offices premises headquarters building newsroom "
            "bureau studio "
            "shop workshop cell cells locker car room rooms warehouse garage cottage farm library clinic school "
            "dormitory "
            "archive".split()
        ),
    },
    "ru": {
        "media": MEDIA["ru"],
        "charge": frozenset("обвинение".split()),
        "case": frozenset("дело преследование производство".split()),
        "probe": frozenset("расследование проверка дознание".split()),
        "post": frozenset("должность пост обязанность полномочие место кресло звание работа".split()),
        "listed": frozenset("розыск".split()),
        "asylum": frozenset("убежище беженец защита миграционный".split()),
        "custody": frozenset("стража сизо изолятор".split()),
        "house": frozenset("арест".split()),
        "prison": frozenset("колония тюрьма заключение сизо решётка решетка стража неволя лагерь изолятор".split()),
        "free": frozenset("свобода колония тюрьма стража сизо заключение зал изолятор арест".split()),
        "retire": frozenset("отставка".split()),
        "leaves": frozenset("отставка пенсия".split()),
        "verdict": frozenset("приговор решение вердикт оправдание наказание".split()),
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
        "compensation": frozenset("компенсация тысяча рубль сумма деньги тенге евро доллар сум".split()),
        "status": frozenset("статус".split()),
        "second": frozenset("апелляция кассация".split()),
        "note": frozenset("рапорт".split()),
        "replaced": frozenset("смена".split()),
        "contract": frozenset("контракт договор".split()),
        "cases": frozenset("случай факт эпизод пытка".split()),
        "decree": frozenset("указ приказ распоряжение постановление".split()),
        "sentence_time": frozenset("срок наказание".split()),
    },
}


def any_of(words: str) -> frozenset[str]:
    """Words, one of which will do."""
    return frozenset(words.split())


CLASSES["en"] |= {
    "leave": any_of("leave"),
    "lives": any_of("life lives"),
    "life": any_of("life lives"),
    "off": any_of("off"),
    "askers": any_of(
        "police detective detectives investigator investigators prosecutor prosecutors officer officers agent agents "
        "questioning interrogation committee court"
    ),
    "abroad": any_of("abroad exile"),
    "exile": any_of("exile hiding abroad"),
    "state": any_of("authority authorities country state government police escort side"),
    "bars": any_of("bars bar"),
    "copies": any_of("copy copies"),
    "court": any_of("court"),
    "matters": any_of(
        "claim claims allegation allegations accusation report reports case death killing complaint complaints abuse "
        "torture matter incident affair beating beatings rape conduct record leak suicide treatment"
    ),
    "blocked": any_of(
        "sale book broadcast signal access site website page channel account app access portal blog service network "
        "gulagu"
    ),
    "stored": MEDIA["en"] | any_of("drive server phone computer disk card"),
    "dead": any_of("dead hanged hang"),
}
CLASSES["en"] |= {
    "migration": any_of(
        "board tribunal office respondent minister ministry authorities migration immigration secretary agency council"
    ),
    "handed": MEDIA["en"]
    | any_of(
        "copy copies photocopy photocopies duplicate duplicates drive stick disk disc usb card phone envelope folder "
        "folders carbon carbons sheet sheets list lists manuscript note notes book books rolls roll chip sd hard "
        "printout printouts leaf leaves scrap box boxes parcel bundle"
    ),
    "medics": any_of(
        "doctor doctors medic medics physician physicians pathologist pathologists nurse paramedic paramedics surgeon "
        "coroner expert experts examination autopsy report lawyer lawyers brother sister mother father he she they dr"
    ),
    "whereabouts": any_of("whereabouts"),
    "threateners": any_of(
        "interrogator interrogators officer officers guard guards warder warders investigator investigators stranger "
        "caller "
        "men man agent agents colonel major captain governor deputy superintendent commandant police he they she "
        "sergeant"
    ),
}
CLASSES["en"]["cases"] = frozenset(
    "case cases complaint complaints torture death deaths instance instances incident".split()
)
CLASSES["en"]["carrier"] = frozenset("stick drive card phone disk disc usb flash sim".split())
CLASSES["ru"] |= {
    "handed": MEDIA["ru"]
    | any_of(
        "флешка флэшка диск копия ксерокопия распечатка пакет конверт папка лист список тетрадь блокнот карта "
        "накопитель носитель снимок плёнка пленка тетрадка страница экземпляр свёрток бумага"
    ),
    "captives": any_of(
        "заключённый заключенный осуждённый осужденный арестант свидетель арестованный задержанный подследственный "
        "колония сизо тюрьма этап изолятор камера барак блок ик осуждённая осужденная"
    ),
    "duties": any_of("обязанность исполнение полномочие руководство"),
    "sanctions": any_of("санкция"),
    "access": any_of("доступ"),
    "injuries": any_of(
        "порез травма ранение перелом ожог побои синяк гематома кровоподтёк кровоподтек сотрясение увечье рана ушиб"
    ),
    "homes": any_of("квартира дом офис помещение редакция"),
    "papers": any_of(
        "свидание звонок передача прогулка посылка переписка аккредитация лицензия мандат допуск пропуск паспорт"
    ),
}
CLASSES["ru"]["post"] |= any_of("служба дело исполнение стол кабинет мандат портфель чин погоны регалия")
CLASSES["ru"]["media"] |= any_of("флешка флэшка стенограмма рентген снимок копия публикация публикации") - any_of(
    "публикации публикация"
)
CLASSES["ru"] |= {
    "abuse": any_of("пытка насилие избиение издевательство истязание изнасилование унижение побои"),
    "threats": any_of("угроза запугивание шантаж"),
    "sites": any_of(
        "страничка роскомнадзор блог видео книга сайт страница канал аккаунт доступ портал ресурс приложение издание"
    ),
    "printed": any_of("доклад отчёт отчет список книга заявление исследование мемуары сборник"),
    "passports": any_of("гражданство паспорт подданство"),
    "stored": any_of("диск флешка телефон компьютер камера носитель ноутбук карта плёнка пленка журнал"),
    "retaliation": any_of("месть расправа расплата возмездие наказание реванш"),
    "strangers": any_of(
        "неизвестный незнакомец мужчина двое трое человек голос опер оперативник надзиратель следователь сотрудник "
        "начальник мастер кто-то штатское штатский люди звонок письмо записка некто конвоир куратор"
    ),
    "bodyparts": any_of(
        "челюсть рука нога ребро зуб нос палец глаз череп позвоночник ухо почка кисть ключица слух зрение "
        "перепонка запястье"
    ),
    "cells": any_of("карцер шизо изолятор штрафной камера пкт бур одиночка одиночный стража заключение"),
    "officials": any_of(
        "президент министр губернатор правительство глава я мы премьер король указ распоряжение приказ"
    ),
    "probers": any_of(
        "прокуратура прокурор уполномоченный омбудсмен комиссия инспекция комитет ревизор депутат наблюдатель "
        "следователь"
    ),
    "lengths": any_of("срок наказание год месяц сутки день приговор"),
    "amnesty": any_of("амнистия помилование указ"),
    "charging": any_of("заключение обвинение эпизод статья"),
    "authorities": any_of(
        "прокуратура прокурор суд полиция омбудсмен уполномоченный комитет следственный комиссия генпрокуратура ск "
        "скр оон еспч"
    ),
    "terms_served": any_of("срок наказание год лет месяц приговор колония тюрьма заключение"),
}
CLASSES["en"]["books"] = any_of("book memoir memoirs novel magazine edition volume pamphlet anthology")
CLASSES["en"]["carried_out"] = MEDIA["en"] | any_of(
    "card cards letter letters note notes diary notebook notebooks manuscript book books printing copy copies list "
    "ledger logbook negative negatives drawing drawings testimony testimonies statement statements drive "
    "stick they them"
)
"""What is carried past guards or over a border."""
CLASSES["en"]["papers_and_media"] = (
    CLASSES["en"]["carried_out"]
    | CLASSES["en"]["stored"]
    | any_of("register registers edition archive log logs minutes page pages proof")
)
CLASSES["en"]["papers"] = any_of(
    "pass passes accreditation licence license passport citizenship visa permit credential credentials mandate "
    "permission access bonus pension privilege privileges visit visits call calls"
)
"""What is taken from people to punish them."""
CLASSES["en"]["injuries"] = any_of(
    "injury injuries fracture fractures burn burns wound wounds bruise bruises concussion haemorrhage hemorrhage "
    "rib ribs sight eye hearing"
)
CLASSES["en"]["printed"] = any_of(
    "report reports findings list names statement investigation dossier account chronicle bulletin study article"
)
CLASSES["en"]["courts"] = any_of("court judge magistrate tribunal bench jury commission inquiry panel committee")
CLASSES["en"]["passports"] = any_of("citizenship passport nationality")
CLASSES["en"]["lines"] = any_of(
    "phone phones telephone telephones line lines call calls email emails conversation correspondence"
)
CLASSES["en"]["strangers"] = any_of(
    "stranger caller voice unknown anonymous plainclothes plain-clothes masked letter message note man men somebody "
    "someone guard "
    "officer agent investigator warder governor sergeant visitor texts text"
)
CLASSES["en"]["probers"] = any_of(
    "attorney prosecutor prosecutors police detective detectives investigator investigators ministry committee "
    "commission "
    "inspector inspectors ombudsman ombudswoman court inspectorate auditor auditors parliament council tribunal "
    "coroner panel "
    "rapporteur experts delegation monitors"
)
CLASSES["en"]["bodyparts"] = any_of(
    "teeth eyes rib ribs jaw arm arms leg legs wrist wrists nose skull tooth teeth finger fingers hand hands eye "
    "eyes eardrum ankle hip kidney shoulder shoulders knees toe toes nail nails fingernail fingernails lip cheekbone "
    "cheek elbow thumb pelvis spleen lung forearm "
    "kidneys spine collarbone hearing sight knee"
)
CLASSES["en"]["keepers"] = any_of(
    "guard guards warder warders warden wardens officer officers orderly orderlies jailer jailers wardress police "
    "policeman policemen "
    "soldier soldiers constable constables sergeant cellmate cellmates interrogator interrogators investigator "
    "staff agent agents"
)
CLASSES["ru"]["keepers"] = any_of(
    "надзиратель охранник сотрудник дневальный опер оперативник конвоир санитар полицейский инспектор смена "
    "следователь омоновец "
    "спецназ спецназовец дежурный активист тюремщик они"
)
CLASSES["en"]["prisoners"] = any_of(
    "prisoner prisoners inmate inmates detainee detainees patient patients convict convicts minor student protester "
    "demonstrator him "
    "her them me us men women boy girl boys girls man woman"
)
CLASSES["en"]["retaliation"] = any_of("reprisal reprisals retaliation revenge retribution vengeance payback punishment")
CLASSES["en"]["authorities"] = any_of(
    "police prosecutor prosecutors ombudsman ombudswoman court ministry commission committee us authority "
    "authorities inspectorate "
    "attorney minister president governor office council"
)
CLASSES["en"]["units"] = any_of("minute minutes hour hours day days week weeks month months")
CLASSES["en"]["carriers"] = any_of("plane flight ferry boat train bus ship")
CLASSES["en"]["lengths"] = any_of("sentence term year years month months punishment")
CLASSES["en"]["over"] = frozenset({"over"})
CLASSES["en"]["free"] = frozenset({"free"})
CLASSES["en"]["border"] = frozenset({"border"})

A, P, V, H = Part.AGENT, Part.PATIENT, Part.VICTIM, Part.HOLDER
OB, R = Part.OBJECT, Part.RECIPIENT

DISMISS = Frame(type=T.DISMISSAL, bars="claims", human=True)
SUSPEND = Frame(type=T.SUSPENSION, human=True)
RESIGN = Frame(type=T.RESIGNATION, subject=A, object=None)
APPOINT = Frame(type=T.APPOINTMENT, human=True)
CHARGED = Frame(type=T.CHARGE, human=True)
ACCUSED = Frame(type=T.CHARGES_PURSUED, human=True)
CHARGES_BROUGHT = Frame(type=T.CHARGE, needs="charge", object=None, aim=P)
CHARGES_PURSUED = Frame(type=T.CHARGES_PURSUED, needs="charge", object=None, aim=P)
CHARGES_DROPPED = Frame(type=T.CHARGES_DROPPED, needs="charge", object=None, aim=P)
CASE_CLOSED = Frame(type=T.CASE_CLOSED, needs="case", object=None, aim=P)
PROBE_CLOSED = Frame(type=T.CASE_CLOSED, needs="probe", object=None, aim=P)
CASE_OPENED = Frame(type=T.CASE_OPENED, needs="case", object=None, aim=P)
PROBE_OPENED = Frame(type=T.INVESTIGATION, needs="probe", object=None, aim=P)
CONVICTED = Frame(type=T.CONVICTION, human=True)
SENTENCED = Frame(type=T.SENTENCE, human=True)
GOT_TERM = Frame(type=T.SENTENCE, needs="term", subject=P, object=None, human=False)
ACQUITTED = Frame(type=T.ACQUITTAL, human=True)
APPEALED = Frame(type=T.APPEAL, needs="verdict", object=None, aim=P)
ARRESTED = Frame(type=T.ARREST, human=True)
DETAINED = Frame(type=T.DETENTION, human=True)
SEARCHED = Frame(type=T.SEARCH, object=Part.LOCATION)
FREED = Frame(type=T.RELEASE, human=True)
SERVED = Frame(type=T.IMPRISONMENT, needs="prison_terms", subject=P, object=None)
LEAKED = Frame(type=T.LEAK_PUBLICATION, needs="media", object=OB)
APPEARED = Frame(type=T.LEAK_PUBLICATION, needs="media", subject=OB, object=None)
HANDED = Frame(type=T.HANDOVER, needs="handed", object=OB, to=R)
ACQUIRED = Frame(type=T.ACQUISITION, needs="media", object=OB)
SMUGGLED = Frame(type=T.SMUGGLING, object=OB)
ABUSED = Frame(type=T.ALLEGED_ABUSE, object=V, human=True)
INJURED = Frame(type=T.INJURY, object=V, human=True)
DIED = Frame(type=T.DEATH, subject=P, object=None, human=False)
KILLED = Frame(type=T.KILLING, object=V, human=True)
ASYLUM_SOUGHT = Frame(type=T.ASYLUM_REQUEST, needs="asylum", object=None, to=R)
ASYLUM_GIVEN = Frame(type=T.ASYLUM_GRANT, needs="asylum", object=None, aim=P, to=P)
ASYLUM_GOT = Frame(type=T.ASYLUM_GRANT, needs="asylum", subject=P, object=None)
ASYLUM_REFUSED = Frame(type=T.ASYLUM_DENIAL, needs="asylum", object=None, aim=P, to=P)
LEFT = Frame(type=T.DEPARTURE, object=None)
ARRIVED = Frame(type=T.ARRIVAL, object=None)
LIVES = Frame(type=T.RESIDENCE, subject=H, object=None)
LISTED = Frame(type=T.WANTED_LISTING, needs="listed")
DELISTED = Frame(type=T.WANTED_DELISTING, needs="listed")
TRIED = Frame(type=T.TRIAL, human=True)
TRIAL_BEGAN = Frame(type=T.TRIAL, needs="process", subject=None, object=None)
LABELLED = Frame(type=T.FOREIGN_AGENT_LISTING, needs="agent")
THREATENED = Frame(type=T.THREAT, object=V, human=True)
COMPLAINED = Frame(type=T.COMPLAINT, needs="complaint", object=None, to=R)
HELD_IN = Frame(type=T.IMPRISONMENT, needs="prison", human=True)
STAYS_IN = Frame(type=T.IMPRISONMENT, needs="prison", subject=P, object=None)
