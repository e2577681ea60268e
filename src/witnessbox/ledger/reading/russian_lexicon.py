"""Russian: how each type of claim is said, as a thesaurus would list it. Data, no rules; see `lexicon`."""

from __future__ import annotations

from witnessbox.ledger.reading.frames import (
    ABUSED,
    ACQUIRED,
    ACQUITTED,
    APPEARED,
    APPOINT,
    ARRESTED,
    ARRIVED,
    ASYLUM_GIVEN,
    ASYLUM_GOT,
    ASYLUM_REFUSED,
    ASYLUM_SOUGHT,
    CASE_CLOSED,
    CASE_OPENED,
    CHARGED,
    CHARGES_BROUGHT,
    CHARGES_DROPPED,
    COMPLAINED,
    CONVICTED,
    DETAINED,
    DIED,
    FREED,
    GOT_TERM,
    HANDED,
    INJURED,
    KILLED,
    LABELLED,
    LEAKED,
    LEFT,
    LISTED,
    LIVES,
    OB,
    PROBE_CLOSED,
    RESIGN,
    SEARCHED,
    SENTENCED,
    SMUGGLED,
    STAYS_IN,
    SUSPEND,
    TRIAL_BEGAN,
    TRIED,
    A,
    H,
    P,
    R,
    V,
    any_of,
)
from witnessbox.ledger.reading.lexicon import Say
from witnessbox.ledger.reading.parts import Frame
from witnessbox.model.claims import Part
from witnessbox.model.vocabulary import ClaimType as T

_FIRED = Frame(type=T.DISMISSAL, human=True)
_POST_LOST = Frame(type=T.DISMISSAL, needs="post", subject=P, object=None)
_FROM_POST = Frame(type=T.DISMISSAL, needs="post", human=True)
_TO_RETIREMENT = Frame(type=T.DISMISSAL, needs="leaves", human=True)
_POST_LEFT = Frame(type=T.RESIGNATION, needs="post", subject=A, object=None)
_RETIRED = Frame(type=T.RESIGNATION, needs="leaves", subject=A, object=None)
_NOTE = Frame(type=T.RESIGNATION, needs="note", subject=A, object=None)
_POST_TAKEN = Frame(type=T.APPOINTMENT, needs="post", subject=P, object=None)
_APPEAL = Frame(type=T.APPEAL, needs="appeal", object=None)
_VERDICT = Frame(type=T.APPEAL, needs="verdict", object=None, aim=P)
_IN_COURT = Frame(type=T.TRIAL, needs="court", subject=P, object=None)
_CUSTODY = Frame(type=T.ARREST, needs="custody", human=True)
_TAKEN_BY_POLICE = Frame(
    type=T.DETENTION, human=True, also=any_of("отделение полиция отдел овд допрос участок отделение")
)
_HEARING = Frame(type=T.HEARING, needs="process", subject=None, object=None)
_CASE = Frame(type=T.INVESTIGATION, needs="probe", object=None, aim=P)
_PROBE_ON = Frame(type=T.INVESTIGATION, needs="probe", subject=None, object=None, aim=P)
_THREAT = Frame(type=T.THREAT, object=V, aim=V)
_THREATS = Frame(type=T.THREAT, needs="threats", object=None, to=V)
_DEAD = Frame(
    type=T.DEATH,
    object=P,
    human=True,
    also=any_of("мёртвый мертвый повешенный повешенным повешенной повесить петля труп тело"),
)
_HURT = Frame(type=T.INJURY, needs="injuries", subject=V, object=None)
_GONE = Frame(type=T.DISAPPEARANCE, subject=V, object=None, never=any_of("запись видео файл кадр архив деньги"))
_CARRIED_OUT = Frame(type=T.SMUGGLING, needs="media", object=OB)
_DESTROYED = Frame(type=T.DESTRUCTION_OF_MATERIAL, needs="media", object=OB)
_BLOCKED = Frame(type=T.BLOCKING, object=OB, needs="sites")
_PRINTED = Frame(type=T.PUBLICATION, object=OB, needs="printed")
_WATCHED = Frame(
    type=T.SURVEILLANCE, object=None, aim=P, also=any_of("слежка наблюдение прослушка машина автомобиль штатский за")
)
_PAID = Frame(type=T.COMPENSATION, needs="compensation", object=None, to=R)
_PUNISHED = Frame(type=T.RETALIATION, object=V, human=True)
_SUFFERED = Frame(type=T.ALLEGED_ABUSE, needs="abuse", subject=V, object=None)
_PUT_THROUGH = Frame(type=T.ALLEGED_ABUSE, needs="abuse", object=V, human=True)
_TERM = Frame(type=T.SENTENCE, needs="term", object=None, to=P, aim=P)
_SERVES = Frame(type=T.IMPRISONMENT, needs="terms_served", subject=P, object=None)
_MOVED = Frame(type=T.TRANSFER_OF_PRISONER, human=True, needs="captives")
_REFUSED_CASE = Frame(type=T.CASE_REFUSED, object=None, also=any_of("возбуждение возбуждать возбудить"))

_TOOLS = any_of(
    "дубинка шокер электрошокер ток провод кабель шланг швабра бутылка наручник наручники пакет полотенце палка "
    "труба сапог кулак ремень "
    "скотч верёвка веревка утюг сигарета окурок иголка кипяток табурет табуретка киянка молоток противогаз растяжка "
    "догола голый голышом "
    "колено колени мороз перцовый баллончик дыба ласточка противогаза ледяной электричество мешок"
)
_BODY = any_of(
    "голова лицо спина ребро почка живот грудь нога рука пятка ступня зуб рот нос горло шея палец гениталии кожа "
    "ухо глаз колено челюсть "
    "запястье пах пол"
)
_NEEDED = any_of(
    "еда вода инсулин лекарство препарат сон одеяло матрас лечение отопление таблетка туалет врач питание передача"
)

LEXICON: tuple[Say, ...] = (
    # должности
    Say(
        _FIRED,
        "уволить увольнять сместить смещать разжаловать понизить выгнать выгонять выставить вышвырнуть "
        "попросить+вон списать турнуть рассчитать выпереть "
        "распрощаться/расстаться/проститься+сотрудник/сотрудниками/начальник/руководитель "
        "указать+дверь выставить+ворота/дверь "
        "изгнать сократить отправить+пенсия/пенсию отозвать+пост/поста/должность/должности",
        "увольнение смещение снятие разжалование",
    ),
    Say(
        _FROM_POST,
        "снять снимать освободить освобождать лишить лишать убрать убирать отозвать отрешить отстранить+навсегда "
        "турнуть погнать сдвинуть",
    ),
    Say(_FROM_POST, "попросить"),
    Say(_TO_RETIREMENT, "отправить отправлять проводить спровадить выпроводить уволить"),
    Say(
        Frame(type=T.DISMISSAL, subject=P, object=None),
        "расстаться/распроститься+работа/работой/должность/должностью/пост/постом/"
        "кресло/креслом/погоны/погонами остаться+работа/работы слететь вылететь+работа/работы/служба/службы/должность",
    ),
    Say(Frame(type=T.DISMISSAL, object=P, human=True, by="officials"), "снять отозвать"),
    Say(_POST_LOST, "лишиться лишаться потерять терять"),
    Say(RESIGN, "уйти+сам/сама/добровольно уволиться увольняться", "отставка"),
    Say(_RETIRED, "уйти уходить выйти подать податься попросить попроситься"),
    Say(_POST_LEFT, "покинуть покидать оставить оставлять сложить слагать освободить бросить уйти уходить отказаться"),
    Say(_NOTE, "написать подать положить"),
    Say(SUSPEND, "вывести+штат отстранить отстранять приостановить+полномочие/полномочия", "отстранение"),
    Say(
        APPOINT,
        "сделать+заместитель/заместителем/начальник/начальником/глава/главой/директор/директором посадить+кресло "
        "поставить+во/глава/главе назначить назначать утвердить утверждать поставить повысить выдвинуть избрать "
        "выбрать",
        "назначение повышение",
    ),
    Say(_POST_TAKEN, "занять занимать принять получить вступить приступить заступить перейти"),
    Say(
        Frame(type=T.REINSTATEMENT, subject=P, object=None, too=any_of("вновь снова опять")),
        "приступить+работа/работе/обязанность выйти+работа/работу вернуться+пост/должность/работа/работу",
    ),
    Say(Frame(type=T.APPOINTMENT, subject=P, object=None), "пойти/идти/уйти+повышение сесть+кресло принять+дела"),
    Say(Frame(type=T.APPOINTMENT, subject=P, object=Part.ORGANIZATION), "возглавить"),
    Say(Frame(type=T.APPOINTMENT, subject=P, object=Part.PREDECESSOR, human=True), "сменить заменить заместить"),
    Say(
        Frame(type=T.REINSTATEMENT, needs="post", human=True),
        "восстановить восстанавливать вернуть возвращать",
        "восстановление",
    ),
    Say(Frame(type=T.REINSTATEMENT, needs="post", subject=P, object=None), "вернуться возвратиться восстановиться"),
    # производство
    Say(
        COMPLAINED,
        "подать подавать направить направлять отправить написать писать внести принести составить оставить",
        "жалоба",
    ),
    Say(
        Frame(type=T.COMPLAINT, object=None, to=R, needs="authorities"),
        "обратиться обращаться пожаловаться жаловаться заявить позвонить написать писать отнести прийти",
        "обращение заявление",
    ),
    Say(COMPLAINED, "отнести послать поступить поступать лечь принести"),
    Say(Frame(type=T.INVESTIGATION, object=None, needs="probe"), "приступить взяться"),
    Say(
        Frame(type=T.INVESTIGATION, object=None, by="probers"),
        "нагрянуть/посетить/приехать/прийти+предупреждение/предупреждения/проверка/проверкой/"
        "внезапно инспектировать проинспектировать",
    ),
    Say(
        Frame(type=T.INVESTIGATION),
        "расследовать проверять проверить изучать изучить",
        "расследование проверка допрос дознание",
    ),
    Say(
        _CASE,
        "начать начинать провести проводить инициировать организовать назначить назначать открыть открывать "
        "возобновить объявить поручить устроить развернуть",
    ),
    Say(_PROBE_ON, "начаться начинаться идти пройти проходить стартовать вестись проводиться возобновиться"),
    Say(
        Frame(type=T.INVESTIGATION, human=True),
        "допросить допрашивать подозревать заподозрить опросить опрашивать вызвать/вызывать+допрос",
    ),
    Say(CASE_OPENED, "возбудить возбуждать завести заводить открыть открывать начать возобновить", "возбуждение"),
    Say(_REFUSED_CASE, "отказать отказаться отказывать отказываться"),
    Say(
        Frame(type=T.CASE_REFUSED, object=None, also=any_of("основание состав событие"), too=any_of("нет не")),
        "найти усмотреть обнаружить увидеть прийти",
    ),
    Say(
        Frame(type=T.CASE_REFUSED, object=None, too=any_of("отказ отказом")),
        "ответить/прийти/получить/вынести+возбуждение/возбуждении",
    ),
    Say(Frame(type=T.CASE_CLOSED, object=None, needs="case"), "поставить+точка/точку"),
    Say(
        CASE_CLOSED,
        "прекратить прекращать закрыть закрывать свернуть приостановить развалить похоронить",
        "прекращение",
    ),
    Say(PROBE_CLOSED, "прекратить прекращать закрыть закрывать свернуть приостановить остановить"),
    Say(CHARGES_BROUGHT, "предъявить предъявлять вменить вменять выдвинуть выдвигать утвердить вручить"),
    Say(Frame(type=T.CHARGE, needs="charging", object=None, aim=P), "подписать утвердить вменить вменять вменили"),
    Say(CHARGED, "обвинить инкриминировать", "обвинение"),
    Say(
        Frame(type=T.CHARGE, subject=P, object=None),
        "стать+обвиняемый/обвиняемым/обвиняемой/обвиняемыми "
        "проходить/пройти+обвиняемый/обвиняемым/обвиняемой/обвиняемыми",
    ),
    Say(CHARGES_DROPPED, "снять снимать отказаться отозвать прекратить"),
    Say(_HEARING, "пройти проходить состояться продолжиться продолжаться возобновиться", "заседание слушание"),
    Say(TRIED, "судить", "суд"),
    Say(TRIAL_BEGAN, "начаться начинаться стартовать открыться открываться", "процесс"),
    Say(_IN_COURT, "предстать представать оказаться сесть пойти"),
    Say(Frame(type=T.CONVICTION, object=None, to=P, aim=P), "вынести/огласить/постановить+обвинительный"),
    Say(
        CONVICTED,
        "осудить осуждать признать/признавать/признал+виновный/виновным/виновной/виновными/виновен",
        "осуждение",
    ),
    Say(
        Frame(type=T.SENTENCE, needs="lengths", object=None, aim=P, to=P),
        "снизить сократить увеличить смягчить убавить скостить добавить отмерить накинуть прибавить уменьшить",
    ),
    Say(SENTENCED, "приговорить приговаривать посадить сажать упечь оштрафовать", "приговор"),
    Say(_TERM, "назначить назначать дать давать вынести присудить влепить вкатить"),
    Say(GOT_TERM, "получить получать схлопотать"),
    Say(ACQUITTED, "оправдать оправдывать", "оправдание"),
    Say(
        _VERDICT,
        "отменить отменять оставить оставлять подтвердить изменить изменять смягчить ужесточить пересмотреть утвердить "
        "снизить сократить увеличить",
    ),
    Say(Frame(type=T.APPEAL, object=None), "обжаловать оспорить", "апелляция обжалование"),
    Say(_APPEAL, "подать подавать удовлетворить отклонить отклонять рассмотреть"),
    Say(Frame(type=T.PARDON, needs="amnesty", subject=P, object=None), "попасть подпасть выйти освободиться"),
    Say(Frame(type=T.PARDON, human=True), "помиловать амнистировать", "помилование амнистия"),
    Say(LISTED, "объявить объявлять подать внести включить"),
    Say(Frame(type=T.WANTED_LISTING, object=None, aim=P, also=any_of("ориентировка")), "разослать выпустить дать"),
    Say(
        Frame(type=T.WANTED_DELISTING, needs="listed", object=None, aim=P), "снять исключить отменить прекратить убрать"
    ),
    # свобода
    Say(ARRESTED, "арестовать арестовывать", "арест"),
    Say(
        Frame(type=T.DETENTION, human=True, needs="cells"),
        "заключить заключать водворить водворять поместить помещать посадить запереть "
        "бросить закрыть отправить отправлять посадить",
    ),
    Say(
        Frame(type=T.DETENTION, needs="cells", object=None, aim=P, to=P), "избрать продлить продлевать санкционировать"
    ),
    Say(Frame(type=T.DETENTION, human=True), "держать удерживать продержать"),
    Say(
        Frame(type=T.DETENTION, subject=P, object=None),
        "сидеть/провести/отсидеть+шизо/карцер/карцере/изолятор/изоляторе",
    ),
    Say(
        _CUSTODY, "взять брать отправить отправлять поместить помещать водворить препроводить посадить оставить бросить"
    ),
    Say(
        ARRESTED,
        "схватить хватать скрутить скручивать поймать повязать взять+поличное/поличным перехватить прийти+за "
        "снять+автобус/автобуса/поезд/поезда/рейс/рейса увести забрать+дом/дома/полиция/полицейский/оперативник",
    ),
    Say(DETAINED, "задержать задерживать", "задержание"),
    Say(_TAKEN_BY_POLICE, "доставить доставлять увезти увозить забрать забирать отвезти привезти увести препроводить"),
    Say(SEARCHED, "обыскать обыскивать", "обыск"),
    Say(
        Frame(type=T.SEARCH, needs="search", object=None),
        "провести проводить прийти приходить нагрянуть явиться устроить начать учинить пройти проходить идти",
    ),
    Say(
        Frame(type=T.SEARCH, object=None, aim=P),
        "побывать/прийти/приехать/нагрянуть/заявиться+выемка/выемкой/обыск/обыском",
    ),
    Say(
        Frame(type=T.SEARCH, object=None, needs="homes"),
        "вломиться ворваться перевернуть перерыть вскрыть перетряхнуть",
    ),
    Say(
        Frame(type=T.SEARCH, object=OB, needs="media"),
        "изъять изымать конфисковать забрать забирать унести вынести отобрать",
    ),
    Say(
        STAYS_IN,
        "сидеть находиться содержаться оставаться пробыть провести проводить отсидеть томиться держать удерживать "
        "пребывать лежать",
        "заключение",
    ),
    Say(_SERVES, "отбывать отбыть отсидеть"),
    Say(FREED, "освободить освобождать отпустить отпускать выпустить выпускать", "освобождение"),
    Say(
        Frame(type=T.RELEASE, subject=P, object=None),
        "быть+свобода/свободе/дома оказаться+свобода/свободе выйти+подписка/подписку/залог",
        "выход",
    ),
    Say(
        Frame(type=T.RELEASE, subject=P, object=None),
        "освободиться освобождаться выйти/выходить+свобода/свободу/колония/колонии/тюрьма/тюрьмы/сизо/стража/залог",
    ),
    Say(
        _MOVED,
        "увезти вывезти перевезти перебросить переправить отконвоировать конвоировать вывозить увозить перевести "
        "переводить "
        "вернуть этапировать отправить перевозить доставить",
        "перевод этапирование",
    ),
    Say(
        Frame(type=T.TRANSFER_OF_PRISONER, human=True),
        "угнать пригнать сослать увезти+этап/этапом/колония/неизвестно/куда "
        "этапировать перебросить/перекинуть+колония/колонию/тюрьма/тюрьму/этап/этапом/изолятор",
    ),
    Say(Frame(type=T.ESCAPE, subject=P, object=None, needs="prison"), "бежать сбежать убежать скрыться", "побег"),
    # перемещения и защита
    Say(ARRIVED, "приехать приезжать прибыть прибывать прилететь вернуться возвратиться въехать", "прибытие"),
    Say(
        LEFT,
        "уехать уезжать бежать сбежать выехать выезжать эмигрировать улететь перебраться скрыться выбраться переехать "
        "покинуть покидать отправиться податься убежать уйти+границу/граница/рубеж",
        "отъезд эмиграция бегство",
    ),
    Say(LIVES, "жить проживать поселиться обосноваться осесть обитать"),
    Say(Frame(type=T.CITIZENSHIP, needs="passports", subject=H, object=None), "получить иметь принять"),
    Say(ASYLUM_SOUGHT, "попросить просить запросить запрашивать обратиться ходатайствовать подать подавать искать"),
    Say(ASYLUM_GIVEN, "предоставить предоставлять дать давать признать одобрить"),
    Say(ASYLUM_GOT, "получить получать найти обрести"),
    Say(ASYLUM_REFUSED, "отказать отказывать отклонить отклонять"),
    Say(
        Frame(type=T.EXTRADITION, human=True),
        "передать+сторона/стороне/власть/властям экстрадировать выдать выдавать депортировать выслать "
        "передать+власть/властям",
        "экстрадиция выдача депортация высылка",
    ),
    # против людей
    Say(
        ABUSED,
        "пытать избить избивать бить насиловать изнасиловать истязать мучить замучить унижать издеваться избиваться "
        "душить "
        "колоть топить связать связывать привязать привязывать приковать подвесить подвешивать обливать облить "
        "раздеть раздевать "
        "морить травить калечить покалечить пинать ударить ударять колотить лупить терзать изувечить надругаться "
        "измываться "
        "глумиться заковать забивать поколотить отлупить ставить+растяжка/растяжку приковывать жечь прижигать "
        "прижечь пропускать/пустить+ток прикладывать/приложить+утюг/ток/шокер/электрошокер "
        "выгнать/выгонять/вывести+мороз/снег/голый/голыми "
        "поставить/ставить/продержать+колени/коленях/растяжку/мороз прогонять/прогнать+строй обварить ошпарить "
        "отбить отбивать "
        "исполосовать измолотить изметелить избивали тушить+окурок/окурки/сигарета/сигареты",
        "пытка избиение издевательство истязание изнасилование насилие",
    ),
    Say(Frame(type=T.ALLEGED_ABUSE, object=V, human=True, also=_TOOLS), "*"),
    Say(Frame(type=T.ALLEGED_ABUSE, object=None, aim=V, to=V, also=_TOOLS, too=_BODY), "*"),
    Say(Frame(type=T.ALLEGED_ABUSE, object=None, aim=V, to=V, also=_BODY, by="keepers"), "*"),
    Say(Frame(type=T.ALLEGED_ABUSE, object=None, aim=V, to=V, also=_NEEDED), "отказать отказывать"),
    Say(
        Frame(type=T.ALLEGED_ABUSE, object=V, human=True),
        "заставить/заставлять/вынудить/вынуждать+стоять/сидеть/ползать/лежать/"
        "приседать/раздеться/раздеваться/мыть/колено/колени/бегать",
    ),
    Say(Frame(type=T.ALLEGED_ABUSE, object=V, human=True, aim=V, also=_NEEDED), "лишить лишать оставить морить"),
    Say(_SUFFERED, "подвергнуться подвергаться пережить перенести вытерпеть терпеть испытать"),
    Say(_PUT_THROUGH, "подвергнуть подвергать применить применять"),
    Say(
        Frame(type=T.ALLEGED_ABUSE, object=V, human=True, also=any_of("карцер карцере шизо")),
        "бросить кинуть посадить поместить запереть водворить",
    ),
    Say(
        KILLED,
        "убить убивать зарезать застрелить забить+смерть/насмерть задушить казнить расстрелять умертвить",
        "убийство казнь",
    ),
    Say(_GONE, "исчезнуть исчезать пропасть пропадать", "исчезновение"),
    Say(Frame(type=T.DISAPPEARANCE, object=V, human=True), "похитить похищать", "похищение"),
    Say(INJURED, "ранить травмировать искалечить покалечить", "ранение"),
    Say(Frame(type=T.INJURY, object=None, aim=V), "напасть нападать", "нападение"),
    Say(
        Frame(type=T.INJURY, needs="bodyparts", object=None, aim=V, to=V),
        "сломать ломать выбить выбивать вышибить раздробить перебить повредить разбить отбить проломить рассечь",
    ),
    Say(_HURT, "получить получать лишиться потерять сломать"),
    Say(
        DIED,
        "погибнуть погибать умереть умирать скончаться задохнуться утонуть замёрзнуть повеситься покончить+себя/собой "
        "уйти+жизнь/жизни остановиться+сердце наложить+руки свести+счёты застрелиться отравиться",
        "смерть гибель кончина самоубийство суицид",
    ),
    Say(_DEAD, "найти находить обнаружить обнаруживать"),
    Say(_THREAT, "угрожать запугивать запугать припугнуть", "угроза запугивание"),
    Say(
        Frame(type=T.THREAT, object=V, aim=V, to=V, by="strangers"),
        "посоветовать/советовать/предложить/велеть/сказать/напомнить/намекнуть припугнуть",
    ),
    Say(
        Frame(type=T.THREAT, object=None, to=V, aim=V),
        "велеть/посоветовать/приказать/советовать/потребовать+молчать/забыть/язык/рот",
    ),
    Say(_THREATS, "получить получать поступить поступать звучать посыпаться приходить прийти"),
    Say(
        Frame(type=T.RETALIATION, needs="retaliation", subject=None, object=None, aim=V),
        "называть назвать считать видеть усматривать расценить расценивать увидеть усмотреть связать",
    ),
    Say(
        Frame(type=T.RETALIATION, subject=None, object=None, aim=V),
        "быть/стать+месть/местью/расплата/расплатой/расправа/расправой",
    ),
    Say(Frame(type=T.RETALIATION, object=None, to=V, aim=V), "мстить отомстить"),
    Say(_PUNISHED, "наказать наказывать покарать мстить отомстить преследовать", "месть расправа"),
    Say(Frame(type=T.RETALIATION, needs="papers", object=None, aim=V), "лишить лишать отозвать аннулировать отобрать"),
    Say(_WATCHED, "следить+за следить вести устроить прослушивать установить", "слежка прослушка"),
    Say(
        Frame(
            type=T.SURVEILLANCE,
            object=None,
            aim=V,
            also=any_of("машина автомобиль двое штатский человек люди"),
            too=any_of("дом подъезд окно за дверь двор"),
        ),
        "стоять дежурить караулить ходить ездить сидеть",
    ),
    Say(LABELLED, "признать признавать объявить внести включить добавить занести записать присвоить"),
    Say(
        Frame(type=T.SANCTION, needs="sanctions", object=None, aim=P), "ввести наложить вводить внести включить попасть"
    ),
    Say(_PAID, "взыскать выплатить присудить получить отсудить заплатить выплачивать", "компенсация"),
    # материалы
    Say(
        LEAKED,
        "опубликовать обнародовать выложить выкладывать разместить размещать распространить слить сливать показать "
        "выпускать "
        "публиковать рассекретить транслировать напечатать распространять выпустить показывать запостить вывесить "
        "залить "
        "продемонстрировать раскрыть передать+эфир",
        "публикация обнародование утечка слив",
    ),
    Say(
        APPEARED,
        "выйти/пойти/уйти+эфир/сеть/печать появиться выйти попасть утечь всплыть разойтись оказаться просочиться "
        "появляться разлететься",
    ),
    Say(_PRINTED, "опубликовать выпустить издать представить обнародовать"),
    Say(
        ACQUIRED,
        "скопировать копировать скачать скачивать собрать собирать добыть достать раздобыть похитить снять отснять "
        "записать "
        "переписать сохранить заснять получить получать переснять накопить выкачать украсть копить накопить "
        "фотографировать сфотографировать собирать перерисовать",
    ),
    Say(SMUGGLED, "пронести"),
    Say(_CARRIED_OUT, "вывезти вывозить вынести выносить пронести провезти переправить протащить", "вывоз"),
    Say(
        HANDED,
        "передать передавать отдать отдавать прислать присылать переслать вручить поделиться отсылать послать "
        "предоставить "
        "отослать отправить отправлять направить слить сдать подбросить бросить+ящик оставить+ящик/редакция занести "
        "всучить подкинуть одолжить доверить",
        "передача",
    ),
    Say(Frame(type=T.HANDOVER, needs="media", subject=OB, object=None, to=R), "достаться попасть оказаться+у"),
    Say(
        Frame(type=T.DESTRUCTION_OF_MATERIAL, object=OB, needs="stored"),
        "разбить сломать раздавить расколотить сжечь утопить",
    ),
    Say(
        _DESTROYED,
        "уничтожить уничтожать удалить удалять стереть стирать сжечь затереть потереть порвать размагнитить подчистить",
        "уничтожение удаление",
    ),
    Say(
        Frame(type=T.BLOCKING, needs="sites", subject=OB, object=None),
        "быть+недоступный/недоступен/недоступны/недоступна",
    ),
    Say(Frame(type=T.BLOCKING, needs="access", object=None, aim=OB), "ограничить закрыть прекратить перекрыть"),
    Say(_BLOCKED, "заблокировать блокировать закрыть ограничить отключить", "блокировка"),
)
"""Ways to say each type, tried after the verbs of `russian_frames`."""

LIGHT: dict[str, str] = {
    **dict.fromkeys(
        "провести проводить произвести производить совершить совершать вынести выносить объявить осуществить устроить "
        "начать вести учинить".split(),
        "does",
    ),
    **dict.fromkeys("получить получать подвергнуться подвергаться пережить пройти перенести".split(), "gets"),
    **dict.fromkeys("санкционировать продлить избрать одобрить".split(), "rules"),
    **dict.fromkeys("подвергнуть подвергать дать".split(), "gives"),
    **dict.fromkeys(
        "состояться произойти происходить случиться пройти последовать начаться начинаться продолжиться".split(),
        "occurs",
    ),
}
"""Verbs that say little themselves: what their noun tells is done, got, given, or comes to pass."""
