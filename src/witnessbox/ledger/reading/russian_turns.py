"""Russian: further turns of phrase for each type of claim, in the form of `russian_lexicon`. Data, no rules."""

from __future__ import annotations

from witnessbox.ledger.reading.frames import (
    ACQUIRED,
    APPEARED,
    DIED,
    FREED,
    HANDED,
    INJURED,
    KILLED,
    LABELLED,
    LEAKED,
    LISTED,
    OB,
    SEARCHED,
    SUSPEND,
    A,
    P,
    R,
    V,
    any_of,
)
from witnessbox.ledger.reading.lexicon import Say
from witnessbox.ledger.reading.parts import Frame
from witnessbox.model.vocabulary import ClaimType as T

_JOBS = any_of(
    "работа должность пост служба место кресло погоны погон штат кабинет орган система завод школа больница редакция "
    "ворота "
    "дверь волчий сокращение контракт стол улица"
)
_LOST = Frame(type=T.DISMISSAL, subject=P, object=None)
_HURT_BODY = any_of(
    "голова лицо спина ребро почка живот грудь нога рука пятка ступня зуб рот нос горло шея палец челюсть ухо глаз "
    "колено "
    "бедро плечо кисть"
)
_BLOWS = any_of("удар удары пинок подзатыльник оплеуха затрещина побои")
_BODILY = any_of("глаз зуб палец рука нога слух зрение почка ребро челюсть сознание")
_HARM_TOOLS = any_of(
    "ток электрошокер электрошок шокер электрошоковый пакет противогаз дубинка спецсредство сила швабра утюг ведро "
    "скотч "
    "полотенце растяжка наручник ледяной мороз снег голый голышом босой босиком колено колени колено"
)
_FAR = any_of(
    "километр км неизвестный направление область регион край колония тюрьма сизо изолятор больница этап лагерь ик"
)
_NET = any_of(
    "сеть сайт канал интернет телеграм телеграм-канал ютуб эфир страница паблик чат мессенджер соцсеть инстаграм "
    "фейсбук"
)
_WRITTEN_OFF = any_of("отказ отказать")
_CASE_WORDS = any_of("возбуждение дело событие состав основание")

TURNS: tuple[Say, ...] = (
    Say(
        Frame(type=T.APPEAL, object=None, also=any_of("апелляционный кассационный апелляция кассация")),
        "подать подавать направить внести принести",
    ),
    Say(Frame(type=T.THREAT, needs="threats", object=None, subject=None, aim=V, to=V), "прийти приходить поступить"),
    # должности
    Say(
        Frame(type=T.DISMISSAL, human=True, also=_JOBS),
        "выставить выгнать вышвырнуть попросить турнуть выпереть убрать вытолкать вычеркнуть списать рассчитать "
        "отлучить "
        "изгнать исключить прогнать выдавить сократить удалить отчислить",
    ),
    Say(
        _LOST,
        "лишиться+погоны/погон/пост/поста/должность/кресло/работа/место попасть+сокращение остаться+работа/работы "
        "слететь/вылететь+работа/должность/пост/место снять/сдать+погоны/погон потерять+погоны/работа/место",
    ),
    Say(Frame(type=T.DISMISSAL, object=None, aim=P, also=any_of("увольнение снятие отставка")), "подписать издать"),
    Say(
        Frame(type=T.DISMISSAL, object=None, aim=P, also=any_of("контракт договор")),
        "расторгнуть разорвать прекратить продлить+не",
    ),
    Say(
        Frame(type=T.DISMISSAL, object=None, aim=P, never=any_of("работа пост должность место погоны кресло")),
        "распрощаться/расстаться/проститься+с",
    ),
    Say(
        Frame(type=T.RESIGNATION, subject=A, object=None, also=any_of("рапорт желание увольнение уход стол")),
        "положить написать подать уйти уволиться принести бросить подписать",
    ),
    Say(
        Frame(type=T.RESIGNATION, subject=A, object=None, also=any_of("погоны мандат полномочие отставка")),
        "сложить снять сдать уйти подать выйти",
    ),
    Say(SUSPEND, "не+допускать отстранить приостановить+полномочие"),
    Say(Frame(type=T.APPOINTMENT, subject=P, object=None, also=any_of("повышение")), "пойти идти уйти получить"),
    Say(
        Frame(
            type=T.APPOINTMENT,
            object=P,
            human=True,
            also=any_of("должность пост кресло начальник глава замначальника заместитель директор врио"),
        ),
        "посадить поставить перевести сделать двинуть продвинуть",
    ),
    # производство
    Say(
        Frame(
            type=T.COMPLAINT,
            object=None,
            to=R,
            also=any_of("заявление жалоба обращение иск"),
            never=any_of("увольнение желание уход"),
        ),
        "подать отнести написать оставить пойти поступить обратиться послать принести",
    ),
    Say(
        Frame(type=T.COMPLAINT, object=None, to=R, needs="authorities"),
        "пойти/обратиться/сходить/дойти+в/к/прокуратура",
    ),
    Say(
        Frame(
            type=T.INVESTIGATION,
            object=None,
            also=any_of("предупреждение внезапно неожиданно внезапный внеплановый проверка"),
        ),
        "приходить приезжать обойти прийти приехать нагрянуть посетить проинспектировать явиться осмотреть побывать "
        "заявиться провести",
    ),
    Say(
        Frame(type=T.INVESTIGATION, subject=None, object=None, needs="probe", aim=P),
        "подтвердить установить выявить показать завершиться закончиться",
    ),
    Say(Frame(type=T.CHARGES_PURSUED, object=None, to=P, aim=P, never=any_of("обвинение")), "вменять инкриминировать"),
    Say(Frame(type=T.CHARGE, object=None, to=P, aim=P, never=any_of("обвинение")), "вменить"),
    Say(Frame(type=T.CASE_OPENED, object=None, aim=P), "завести/возбудить/открыть+заново/дело/его/него/производство"),
    Say(
        Frame(type=T.CASE_REFUSED, object=None, also=_WRITTEN_OFF, too=_CASE_WORDS),
        "прийти приходить получить вынести поступить ответить прислать",
    ),
    Say(
        Frame(type=T.CASE_REFUSED, object=None, also=any_of("отказ"), too=any_of("возбуждение возбуждать возбудить")),
        "*",
    ),
    Say(
        Frame(type=T.HEARING, object=None, also=any_of("заседание слушание стороны свидетель жалоба дело прения")),
        "заслушать допросить допрашивать рассмотреть слушать открыться начаться пройти возобновиться",
    ),
    Say(
        Frame(type=T.HEARING, object=P, human=True, also=any_of("суд заседание процесс зал")),
        "допрашивать допросить слушать",
    ),
    Say(
        Frame(type=T.SENTENCE, object=None, to=P, aim=P, also=any_of("сутки год месяц лет день срок")),
        "отмерить влепить впаять дать назначить скостить накинуть добавить сбавить убавить присудить выписать "
        "припаять сократить смягчить",
    ),
    Say(
        Frame(type=T.SENTENCE, subject=P, object=None, also=any_of("сутки год месяц лет")),
        "схлопотать огрести отхватить",
    ),
    Say(
        Frame(
            type=T.ARREST_IN_ABSENTIA,
            object=None,
            aim=P,
            to=P,
            also=any_of("заочно заочный заочное"),
            too=any_of("арест стража арестовать мера"),
        ),
        "арестовать избрать вынести заключить взять санкционировать назначить",
    ),
    Say(
        Frame(type=T.WANTED_LISTING, object=None, aim=P, also=any_of("ориентировка розыск база карточка")),
        "разослать внести появиться попасть подать оказаться числиться+появиться объявить",
    ),
    Say(LISTED, "занести вписать"),
    Say(
        Frame(type=T.WANTED_DELISTING, object=None, aim=P, also=any_of("розыск список база")),
        "вычеркнуть исключить снять убрать удалить",
    ),
    # свобода
    Say(
        Frame(type=T.DETENTION, human=True, also=any_of("стража карцер шизо одиночка бур пкт штрафной домашний")),
        "отправить взять брать поместить водворить посадить закрыть заключить бросить кинуть запереть перевести "
        "оставить продержать препроводить",
    ),
    Say(
        Frame(type=T.DETENTION, human=True),
        "принять+задержанный/задержанных держать+отдел/отделе/отделение/участок/подвал/автозак",
    ),
    Say(
        Frame(
            type=T.ARREST,
            human=True,
            also=any_of(
                "дом улица подъезд остановка автобус поезд самолёт рейс аэропорт граница квартира работа кровать "
                "постель"
            ),
        ),
        "забрать увести снять схватить взять вытащить выволочь скрутить повязать увезти",
    ),
    Say(
        Frame(type=T.RELEASE, subject=P, object=None),
        "обнимать/встретить/встречать/обнять+ворота/свобода выйти+свобода/свободу/амнистия/амнистии "
        "оказаться+свобода/дома вернуться+домой/дом/колония/тюрьма/плен",
    ),
    Say(Frame(type=T.RELEASE, object=P, human=True), "встретить/встречать/обнять/обнимать+ворота/ворот"),
    Say(FREED, "вызволить отпустить выпустить"),
    Say(Frame(type=T.IMPRISONMENT, subject=None, object=P, also=any_of("свобода")), "лишить"),
    Say(
        Frame(
            type=T.TRANSFER_OF_PRISONER,
            human=True,
            also=_FAR,
            never=any_of("суд судья пенсия отставка стража карцер шизо отдел отделение допрос страна граница"),
        ),
        "увезти вывезти перевезти перевести перебросить отправить доставить вернуть переместить пригнать угнать "
        "привезти этапировать забрать отвезти свезти",
    ),
    Say(Frame(type=T.TRANSFER_OF_PRISONER, human=True), "этапировать конвоировать угнать пригнать"),
    Say(
        Frame(
            type=T.ESCAPE,
            subject=P,
            object=None,
            also=any_of("арест колония тюрьма сизо стража конвой изолятор лагерь больница"),
        ),
        "бежать сбежать убежать уйти скрыться",
    ),
    Say(
        Frame(type=T.DEPARTURE, object=None, also=any_of("граница рубеж страна родина эмиграция")),
        "перейти пересечь покинуть уйти выехать бежать уехать",
    ),
    Say(
        Frame(type=T.EXTRADITION, object=P, human=True, also=any_of("власть сторона родина")),
        "передать выдать отдать вернуть выслать",
    ),
    Say(
        Frame(type=T.ASYLUM_REQUEST, subject=A, object=None, also=any_of("убежище беженец")),
        "ждать+ответ/ходатайство/решение подать обратиться попросить просить",
    ),
    Say(
        Frame(type=T.ASYLUM_DENIAL, object=None, aim=P, to=P, also=any_of("убежище беженец миграционный защита")),
        "отказать отвергнуть отклонить отказывать",
    ),
    # против людей
    Say(
        Frame(type=T.ALLEGED_ABUSE, object=None, aim=V, to=V, also=_BLOWS),
        "нанести наносить бить осыпать отвесить получить",
    ),
    Say(
        Frame(type=T.ALLEGED_ABUSE, object=None, aim=V, to=V, also=_HARM_TOOLS, never=any_of("закон обвинение статья")),
        "применить применять пропускать пропустить приложить прикладывать подвести держать ставить поставить раздеть "
        "выгнать "
        "вывести душить накинуть надеть обливать облить бить тыкать совать угрожать+снимать",
    ),
    Say(
        Frame(
            type=T.ALLEGED_ABUSE,
            object=V,
            human=True,
            also=any_of(
                "мороз снег голова ведро вода вниз растяжка колено колени босиком голый голышом наручник цепь "
                "батарея лом койка"
            ),
        ),
        "держать продержать подвесить подвешивать приковать прогнать прогонять поставить выгнать окунать макать",
    ),
    Say(Frame(type=T.ALLEGED_ABUSE, object=V, human=True, also=any_of("строй")), "прогонять прогнать гнать пропустить"),
    Say(
        Frame(type=T.ALLEGED_ABUSE, object=V),
        "мордовать метелить дубасить колошматить душить хлестать пороть стегать охаживать дубасить",
    ),
    Say(Frame(type=T.INJURY, subject=V, object=None, also=_BODILY), "лишиться потерять"),
    Say(
        Frame(
            type=T.INJURY,
            human=True,
            object=V,
            also=any_of(
                "проломить проломленный пробить рассечь рассечённый выбить выбитый отбить вывихнуть сломать разбить "
                "ожог перелом сломанный порез гематома синяк рана ушиб пробитый разбитый"
            ),
        ),
        "привезти поступить доставить вернуть найти обнаружить",
    ),
    Say(
        Frame(type=T.INJURY, subject=V, object=None, also=any_of("ожог перелом порез гематома травма рана")),
        "поступить обратиться попасть вернуться лежать",
    ),
    Say(INJURED, "подстрелить порезать избить+улица"),
    Say(KILLED, "застрелить расстрелять зарезать забить+насмерть/смерть"),
    Say(DIED, "повеситься удавиться наступить+смерть/смерти испустить+дух стать+не"),
    Say(
        Frame(type=T.DEATH, object=P, human=True),
        "найти/обнаружить/снять+петля/петле/петли/повешенный/мёртвый/труп похоронить хоронить вынуть+петля/петли",
    ),
    Say(
        Frame(
            type=T.THREAT,
            object=None,
            aim=V,
            to=V,
            also=any_of(
                "нога голова пожар лишение сломать переломать убить закрыть посадить дочь сын ребёнок свидание"
            ),
        ),
        "пообещать сулить посулить обещать",
    ),
    Say(
        Frame(type=T.THREAT, object=None, aim=V, to=V, never=any_of("год лет срок штраф месяц наказание")),
        "пригрозить грозить угрожать",
    ),
    Say(
        Frame(type=T.SURVEILLANCE, object=None, aim=V, also=any_of("телефон разговор переписка")),
        "слушать прослушивать читать",
    ),
    Say(
        Frame(type=T.RETALIATION, object=None, also=any_of("месть расправа")),
        "насчитать зафиксировать задокументировать",
    ),
    Say(LABELLED, "вписать записать включить пополнить"),
    Say(
        Frame(type=T.SANCTION, object=None, aim=P, to=P, also=any_of("въезд счёт счет актив санкция")),
        "заморозить закрыть запретить арестовать ввести",
    ),
    Say(Frame(type=T.PARDON, human=True), "простить миловать"),
    Say(Frame(type=T.RETALIATION, object=None, aim=V, also=any_of("счёт счёты")), "сводить свести"),
    Say(Frame(type=T.SANCTION, human=True, also=any_of("санкционный санкция")), "внести включить добавить занести"),
    Say(
        Frame(type=T.COMPENSATION, object=None, also=any_of("компенсация рубль млн тысяча сум тенге вред польза")),
        "взыскать присудить выплатить",
    ),
    # материалы
    Say(SEARCHED, "перерыть перетрясти перевернуть обшарить вывернуть"),
    Say(
        Frame(type=T.SEARCH, object=None, also=any_of("обыск шмон обыском выемка")),
        "быть прийти нагрянуть явиться устроить провести пройти приходить",
    ),
    Say(
        Frame(
            type=T.SEARCH,
            object=OB,
            also=any_of("тетрадь письмо ноутбук телефон список техника паспорт документ бумага"),
        ),
        "забрать унести изъять отобрать",
    ),
    Say(ACQUIRED, "перегнать перефотографировать переписать+на сохранить успеть+перегнать снять+копия"),
    Say(
        Frame(type=T.ACQUISITION, object=OB, needs="handed"),
        "переснять перегнать скопировать перефотографировать отсканировать",
    ),
    Say(Frame(type=T.HANDOVER, object=OB, needs="handed", to=R), "привезти принести доставить завезти занести отвезти"),
    Say(
        Frame(type=T.IMPRISONMENT, subject=P, object=None, also=any_of("год года лет месяц сизо колония тюрьма")),
        "сидеть отсидеть",
    ),
    Say(SEARCHED, "досмотреть досматривать вскрыть+шкаф/ячейка/стол/сейф"),
    Say(HANDED, "подбросить сунуть отнести опустить+ящик передать бросить+ящик"),
    Say(LEAKED, "выложить выкладывать обнародовать показать дать+эфир"),
    Say(
        Frame(type=T.LEAK_PUBLICATION, object=None, subject=OB, needs="media", also=_NET),
        "разойтись появиться всплыть оказаться гулять выйти",
    ),
    Say(
        Frame(type=T.DESTRUCTION_OF_MATERIAL, subject=OB, object=None, needs="media"),
        "исчезнуть пропасть сохраниться+не",
    ),
    Say(
        Frame(type=T.DESTRUCTION_OF_MATERIAL, object=OB, needs="media"),
        "стереть удалить уничтожить сжечь порвать вырвать вырезать затереть оказаться+удалить/стереть/уничтожить",
    ),
    Say(APPEARED, "разойтись гулять"),
    Say(Frame(type=T.BLOCKING, object=OB, needs="sites"), "заблокировать закрыть ограничить отключить замедлить"),
    Say(
        Frame(
            type=T.PUBLICATION,
            object=OB,
            also=any_of("доклад отчёт отчет аудиорассказ рассказ интервью показание расследование книга"),
        ),
        "выложить опубликовать выпустить издать обнародовать",
    ),
    Say(
        Frame(
            type=T.SMUGGLING,
            object=OB,
            also=any_of("проходная подошва ботинок сапог голенище подкладка забор кпп хлеб термос"),
        ),
        "пронести вынести провезти спрятать передать",
    ),
)
"""Ways to say each type that need words beside the verb, tried among the first."""

_TERMS = any_of("год года лет месяц месяца месяцев сутки суток срок условно")
NOTES: dict[str, tuple[Frame, ...]] = {
    "арест": (
        Frame(type=T.ARREST_IN_ABSENTIA, also=any_of("заочный")),
        Frame(type=T.DETENTION, also=any_of("домашний")),
        Frame(type=T.ARREST),
    ),
    **dict.fromkeys("карцер шизо одиночка".split(), (Frame(type=T.DETENTION),)),
    "приговор": (Frame(type=T.SENTENCE, also=_TERMS), Frame(type=T.CONVICTION, also=any_of("обвинительный виновный"))),
    **dict.fromkeys(
        "год месяц".split(),
        (
            Frame(
                type=T.SENTENCE,
                also=any_of("колония режим условно тюрьма разглашение статья строгий общий ограничение лишение"),
            ),
        ),
    ),
    "производство": (Frame(type=T.CASE_OPENED, object=None, aim=P, also=any_of("новый против")),),
    "отказ": (Frame(type=T.CASE_REFUSED, object=None, also=any_of("возбуждение")),),
    "обыск": (Frame(type=T.SEARCH, object=None, aim=P),),
    "шмон": (Frame(type=T.SEARCH, object=None, aim=P),),
    **dict.fromkeys("смещение снятие увольнение".split(), (Frame(type=T.DISMISSAL),)),
    "процесс": (Frame(type=T.TRIAL, object=None, aim=P, also=any_of("начало над")),),
    "допрос": (Frame(type=T.INVESTIGATION),),
    "этап": (Frame(type=T.TRANSFER_OF_PRISONER, also=any_of("в из на")),),
    "розыск": (Frame(type=T.WANTED_LISTING, also=any_of("федеральный международный межгосударственный объявление")),),
    "задержание": (Frame(type=T.DETENTION),),
    "побег": (Frame(type=T.ESCAPE),),
    "смерть": (Frame(type=T.DEATH),),
    "гибель": (Frame(type=T.DEATH),),
}
"""What a line without a verb tells, by one of its words."""
