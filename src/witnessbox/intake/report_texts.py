"""What an acquisition report says, in English and in Russian."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from witnessbox.model.acts import Operation, Recheck, Role
from witnessbox.model.entries import Kind
from witnessbox.model.items import Outcome, Recovery
from witnessbox.model.media import NetworkIsolation
from witnessbox.model.members import ExpansionState
from witnessbox.model.observations import MediaKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Every sentence of the paper; members are named after what they say, braces are filled in."""

    language: str
    title: str
    subtitle: str
    lead: str
    page: str
    # the acquisition
    circumstances: str
    not_said: str
    device: str
    evidence_bag: str
    write_blocker: str
    clock_offset: str
    zone: str
    taken_by: str
    began: str
    ended: str
    clock: str
    program: str
    confined: str
    confined_by: Mapping[str, str]
    network: Mapping[NetworkIsolation, str]
    informant: str
    made: str
    maker: str
    recipient: str
    purpose: str
    legal_basis: str
    digests: str
    digests_given: str
    digests_withheld: str
    key: str
    # results
    results: str
    row: str
    outcome: str
    meaning: str
    outcomes: Mapping[Outcome, str]
    outcome_meanings: Mapping[Outcome, str]
    kind: str
    kinds: Mapping[MediaKind, str]
    number: str
    items: str
    contents: str
    size: str
    all_rows: str
    contents_why: str
    known: str
    known_items: str
    recheck: str
    rechecks: Mapping[Recheck, str]
    compared: str
    interruptions: str
    interrupted: str
    read_errors: str
    none: str
    # the seal
    seal: str
    seal_lead: str
    root: str
    under_seal: str
    seal_later: str
    # lists
    not_whole: str
    not_whole_lead: str
    not_whole_none: str
    name: str
    what: str
    what_happened: str
    why: str
    meant: str
    inside: str
    inside_many: str
    missing: str
    more_ranges: str
    digest: str
    shortened: str
    cut: str
    recovered: str
    recovered_lead: str
    recoveries: Mapping[Recovery, str]
    opened: str
    opened_lead: str
    opened_none: str
    state: str
    states: Mapping[ExpansionState, str]
    members: str
    second_count: str
    no_second_count: str
    reader: str
    bound: str
    alarm: str
    alarms: str
    item_list: str
    item_list_lead: str
    modified: str
    no_zone: str
    names_how: str
    english: str
    hidden_digits: str
    # the log
    log: str
    log_lead: str
    entry: str
    time: str
    signer: str
    entry_kinds: Mapping[Kind, str]
    operations: Mapping[Operation, str]
    entries_cut: str
    key_id: str
    roles: Mapping[Role, str]
    program_key: str
    revoked: str
    person: str
    role: str
    signed_entries: str
    checked: str
    checks: tuple[str, ...]
    checkpoint: str
    checkpoint_lead: str
    anchors: str
    anchors_none: str
    anchor_lead: str
    anchored: str
    anchor_size: str
    anchor_policy: str
    anchor_serial: str
    anchor_checked: str
    anchor_checks: Mapping[bool, str]
    # how to check, limits, signatures
    check: str
    check_steps: tuple[str, ...]
    limits: str
    limits_list: tuple[str, ...]
    by_hand: str
    by_hand_lines: tuple[str, ...]


EN = Texts(
    language="en",
    title="Acquisition report",
    subtitle="Acquisition {number} of case {case}",
    lead="This paper says what was taken in, what came of each file, and under which seal it lies. It was made from "
    "the signed log of the case.",
    page="page {page} of {pages}",
    circumstances="Acquisition",
    not_said="not stated",
    device="Source",
    evidence_bag="Evidence bag",
    write_blocker="Write blocker",
    clock_offset="Clock offset",
    zone="Local zone",
    taken_by="Taken in by",
    began="Began",
    ended="Ended",
    clock="Times are in UTC, by the clock of the machine that took in. Source, evidence bag, write blocker, clock "
    "offset and zone are the words of the person who took in; no program checked them.",
    program="Program",
    confined="Opened in",
    confined_by={
        "process": "a separate process",
        "landlock": "no access to files (Landlock {abi})",
        "seccomp": "filtered system calls",
        "namespace": "a user namespace of its own",
        "capabilities": "no privileges",
        "rlimits": "bounded memory and files",
    },
    network={
        NetworkIsolation.NAMESPACE: "no network (namespace)",
        NetworkIsolation.SECCOMP: "no network (system calls denied)",
        NetworkIsolation.NONE: "network not cut off",
    },
    informant="The place of the source, its serial numbers and the name of the machine are kept encrypted in the case, "
    "and are left out here to protect whoever brought it.",
    made="Report made",
    maker="Report made by",
    recipient="For",
    purpose="Purpose",
    legal_basis="Legal basis",
    digests="Digests of contents",
    digests_given="stand in this paper by a decision that is signed in the log",
    digests_withheld="left out: whoever holds the same footage could tell by them which copy leaked",
    key="key",
    results="Result",
    row="No.",
    outcome="Outcome",
    meaning="Meaning",
    outcomes={
        Outcome.SEALED: "sealed",
        Outcome.UNREADABLE: "unreadable",
        Outcome.PARTIAL: "partial",
        Outcome.REFUSED: "refused",
        Outcome.CHANGED: "changed",
        Outcome.VANISHED: "vanished",
        Outcome.NOT_FOLLOWED: "not followed",
        Outcome.NOT_OPENED: "not opened",
    },
    outcome_meanings={
        Outcome.SEALED: "all its bytes are in the case",
        Outcome.UNREADABLE: "its bytes could not be read",
        Outcome.PARTIAL: "some ranges could not be read and are kept as zeros; all else is in the case",
        Outcome.REFUSED: "a member of a container beyond a bound; the container itself is in the case",
        Outcome.CHANGED: "it was not the same throughout reading; what was read is in the case",
        Outcome.VANISHED: "it was listed, and gone when it was to be read",
        Outcome.NOT_FOLLOWED: "a link: its target is recorded and was not opened",
        Outcome.NOT_OPENED: "a pipe, socket or device: it has no bytes to take in",
    },
    kind="Kind",
    kinds={
        MediaKind.VIDEO: "video",
        MediaKind.PICTURE: "picture",
        MediaKind.SOUND: "sound",
        MediaKind.DOCUMENT: "document",
        MediaKind.ARCHIVE: "archive",
        MediaKind.DISK: "disk image",
        MediaKind.OTHER: "other",
        MediaKind.EMPTY: "empty",
    },
    number="Number",
    items="Items",
    contents="Contents",
    size="Bytes",
    all_rows="all",
    contents_why="An item is one file at one place, in the source or in a container. A content is its bytes: items "
    "with the same bytes share one, whose bytes are counted once. Kinds are told by the first bytes, not by the name.",
    known="Met again",
    known_items="{number} items that earlier acquisitions hold",
    recheck="Second reading of the source",
    rechecks={
        Recheck.SAME: "every file that was compared gave the same bytes again",
        Recheck.DIFFERENT: "some files gave other bytes; both readings are in the case, the second as “changed”",
        Recheck.LEFT_OUT: "left out at the wish of the person who took in",
        Recheck.AFTER_ERROR: "not done after a read error: a failing medium is read once",
        Recheck.BROKEN_OFF: "broken off at a read error",
    },
    compared="{number} files compared",
    interruptions="Interruptions",
    interrupted="{resumed} of {number} steps were resumed after an interruption",
    read_errors="Read errors of the source",
    none="none",
    seal="Seal",
    seal_lead="These twelve words stand for all items under the seal. If one item, name or byte differed, other words "
    "would come out. Keep them apart from the case.",
    root="Root of the seal",
    under_seal="Acquisitions under the seal",
    seal_later="1 to {number}; the case held {total} when this report was made",
    not_whole="Items that are not sealed whole",
    not_whole_lead="Everything that was damaged, unreadable, refused, changed or left alone, the gravest first.",
    not_whole_none="There are none: all items are sealed whole.",
    name="Name",
    what="Outcome",
    what_happened="What happened",
    why="Reason",
    meant="probably meant ({code_page}): {name}",
    inside="inside of:",
    inside_many="inside of, outermost first:",
    missing="not read: bytes {first} to {last}",
    more_ranges="and {number} more ranges",
    digest="SHA-256",
    shortened="… (shortened; {number} characters in all)",
    cut="The first {listed} of {total} are listed. `witnessbox items` lists all.",
    recovered="Recovered deleted files",
    recovered_lead="The file systems of disk images still name these deleted files. They are items like all others, "
    "and carry this mark.",
    recoveries={
        Recovery.RECOVERED: "recovered: nothing that the file system keeps speaks against its bytes",
        Recovery.DOUBTFUL: "doubtful: its bytes may belong to another file",
    },
    opened="Archives and disk images",
    opened_lead="Containers that were opened, with what a person must look at first. Each is itself sealed as it came.",
    opened_none="None came in.",
    state="State",
    states={
        ExpansionState.WHOLE: "whole",
        ExpansionState.PARTIAL: "partial",
        ExpansionState.LOCKED: "locked: needs a password",
        ExpansionState.REFUSED: "refused: met a bound",
        ExpansionState.FAILED: "no reader opens it",
    },
    members="Members",
    second_count="counted again: {number} ({reader})",
    no_second_count="counted once",
    reader="Reader",
    bound="bound: {bound}",
    alarm="ALARM",
    alarms="Alarms",
    item_list="All items",
    item_list_lead="Times are those of the source's file system.",
    modified="Modified",
    no_zone="{time}, zone unknown",
    names_how="In names, a backslash and what follows stand for bytes and characters that cannot be shown, or not "
    "safely: \\n a line feed, \\\\ a backslash, \\xNN a byte, \\uNNNN a character of Unicode.",
    english="",
    hidden_digits="[{number} hexadecimal digits]",
    log="Log and signatures",
    log_lead="Every step is an entry in the signed log of the case. This report rests on these:",
    entry="Entry",
    time="Time (UTC)",
    signer="Signed by",
    entry_kinds={
        Kind.CASE_CREATED: "case created",
        Kind.ACQUISITION_OPENED: "acquisition opened",
        Kind.ACQUISITION_CLOSED: "acquisition closed",
        Kind.SEAL_STATED: "seal stated",
        Kind.OPERATION_CLOSED: "{operation} done",
    },
    operations={
        Operation.INGESTION: "ingestion",
        Operation.UNPACKING: "unpacking",
        Operation.CHATS: "reading of chats",
    },
    entries_cut="The first {listed} of {total} steps are listed.",
    key_id="Key",
    roles={
        Role.CUSTODIAN: "custodian",
        Role.REVIEWER: "reviewer",
        Role.EDITOR: "editor",
        Role.LEDGER_KEEPER: "ledger keeper",
    },
    program_key="program",
    revoked="revoked since",
    person="Name",
    role="Role",
    signed_entries="Entries",
    checked="When this report was made, the program checked that",
    checks=(
        "the Ed25519 signature under each entry listed here fits the key listed here;",
        (
            "the items that this report counts and lists are those under the root that the closing entry states: the "
            "root was computed again from them;"
        ),
        "the seal comes out of the roots of the acquisitions, and the twelve words out of the seal.",
    ),
    checkpoint="Checkpoint of the log",
    checkpoint_lead="It fixes all {number} entries that the log held when this report was made, signed by the "
    "program's key {key}. A log that was cut or rewritten does not fit it. That this report was made is the entry "
    "after it, with the digest of what was written. A line that is broken on paper is one line in the file.",
    anchors="Time stamps of others",
    anchors_none="No authority has stated a time for this acquisition.",
    anchor_lead="A time-stamp authority (RFC 3161) states that the log with this acquisition existed at the time.",
    anchored="Time (UTC)",
    anchor_size="Entries",
    anchor_policy="Policy",
    anchor_serial="Serial number",
    anchor_checked="Signature",
    anchor_checks={True: "checked when it came in", False: "not checked: no certificate was given"},
    check="How to check this report",
    check_steps=(
        (
            'With the case: `witnessbox verify CASE --words "…"` with the twelve words above reads every byte again '
            "and compares it with the seal."
        ),
        (
            "With the checkpoint above in a file: `witnessbox verify CASE --checkpoint FILE` shows whether the log was "
            "cut or rewritten since."
        ),
        (
            "With the file of this report: its SHA-256, or that of the list `SHA256SUMS` beside it, stands in the log "
            "under “exported”, signed by who made it."
        ),
    ),
    limits="What this report does not say",
    limits_list=(
        (
            "It says: unchanged since this seal. It does not say that what the files show is true, or that they were "
            "unchanged before they were taken in."
        ),
        "A dishonest seal is caught only by someone who compares it with the original medium.",
        "Times of the log are those of one machine's clock. Only a time stamp of others says more.",
        "That a deleted file was recovered does not say that its bytes are complete or in the right order.",
        "Names and sizes in this report can tell someone who holds the same files which copy this is.",
    ),
    by_hand="Signed by hand",
    by_hand_lines=("Name", "Place, date", "Signature"),
)

RU = Texts(
    language="ru",
    title="Отчёт о приёме материалов",
    subtitle="Приём № {number}, дело {case}",
    lead="В этом отчёте сказано, что было принято, что стало с каждым файлом и под какой печатью он находится. "
    "Отчёт составлен по подписанному журналу дела.",
    page="страница {page} из {pages}",
    circumstances="Приём",
    not_said="не указано",
    device="Источник",
    evidence_bag="Пакет для вещественных доказательств",
    write_blocker="Блокиратор записи",
    clock_offset="Погрешность часов",
    zone="Местный часовой пояс",
    taken_by="Материалы принял(а)",
    began="Начало",
    ended="Окончание",
    clock="Время — всемирное (UTC), по часам машины, на которой шёл приём. Источник, пакет, блокиратор записи, "
    "погрешность часов и часовой пояс указаны со слов того, кто принимал; программа их не проверяла.",
    program="Программа",
    confined="Содержимое вскрывалось",
    confined_by={
        "process": "в отдельном процессе",
        "landlock": "без доступа к файлам (Landlock {abi})",
        "seccomp": "с фильтром системных вызовов",
        "namespace": "в собственном пространстве пользователей",
        "capabilities": "без привилегий",
        "rlimits": "с ограничением памяти и файлов",
    },
    network={
        NetworkIsolation.NAMESPACE: "без сети (пространство имён)",
        NetworkIsolation.SECCOMP: "без сети (системные вызовы запрещены)",
        NetworkIsolation.NONE: "сеть не была отключена",
    },
    informant="Место источника, его серийные номера и имя машины хранятся в деле в зашифрованном виде и здесь не "
    "приводятся, чтобы защитить того, кто принёс материалы.",
    made="Отчёт составлен",
    maker="Отчёт составил(а)",
    recipient="Для кого",
    purpose="Цель",
    legal_basis="Правовое основание",
    digests="Контрольные суммы содержимого",
    digests_given="приведены по решению, подписанному в журнале",
    digests_withheld="не приведены: по ним владелец тех же записей мог бы узнать, какая копия утекла",
    key="ключ",
    results="Результат",
    row="№",
    outcome="Исход",
    meaning="Значение",
    outcomes={
        Outcome.SEALED: "опечатано",
        Outcome.UNREADABLE: "не читается",
        Outcome.PARTIAL: "частично",
        Outcome.REFUSED: "отклонено",
        Outcome.CHANGED: "изменилось",
        Outcome.VANISHED: "исчезло",
        Outcome.NOT_FOLLOWED: "ссылка не открыта",
        Outcome.NOT_OPENED: "не открыто",
    },
    outcome_meanings={
        Outcome.SEALED: "все байты находятся в деле",
        Outcome.UNREADABLE: "байты прочитать не удалось",
        Outcome.PARTIAL: "часть байтов не прочитана и заменена нулями; всё остальное находится в деле",
        Outcome.REFUSED: "файл внутри контейнера, превысивший предел; сам контейнер находится в деле",
        Outcome.CHANGED: "файл не был одинаков в течение чтения; прочитанное находится в деле",
        Outcome.VANISHED: "файл был в списке, но исчез до чтения",
        Outcome.NOT_FOLLOWED: "ссылка: её цель записана, но не открывалась",
        Outcome.NOT_OPENED: "канал, сокет или устройство: у него нет байтов, которые можно принять",
    },
    kind="Вид",
    kinds={
        MediaKind.VIDEO: "видео",
        MediaKind.PICTURE: "изображение",
        MediaKind.SOUND: "звук",
        MediaKind.DOCUMENT: "документ",
        MediaKind.ARCHIVE: "архив",
        MediaKind.DISK: "образ диска",
        MediaKind.OTHER: "прочее",
        MediaKind.EMPTY: "пустой файл",
    },
    number="Число",
    items="Объекты",
    contents="Содержимое",
    size="Байты",
    all_rows="всего",
    contents_why="Объект — один файл в одном месте: в источнике или в контейнере. Содержимое — его байты: у объектов с "
    "одинаковыми байтами оно одно, и байты считаются один раз. Вид определён по первым байтам, а не по имени.",
    known="Встретилось повторно",
    known_items="объекты, уже принятые ранее: {number}",
    recheck="Повторное чтение источника",
    rechecks={
        Recheck.SAME: "каждый сверенный файл дал те же байты",
        Recheck.DIFFERENT: "некоторые файлы дали другие байты; оба чтения находятся в деле, второе — как «изменилось»",
        Recheck.LEFT_OUT: "не проводилось по желанию того, кто принимал",
        Recheck.AFTER_ERROR: "не проводилось после ошибки чтения: сбоящий носитель читают один раз",
        Recheck.BROKEN_OFF: "прервано из-за ошибки чтения",
    },
    compared="сверено файлов: {number}",
    interruptions="Перерывы",
    interrupted="продолжено после перерыва шагов: {resumed} из {number}",
    read_errors="Ошибки чтения источника",
    none="нет",
    seal="Печать",
    seal_lead="Эти двенадцать слов обозначают все объекты под печатью. Если бы изменился хоть один объект, имя или "
    "байт, получились бы другие слова. Храните их отдельно от дела.",
    root="Корень печати",
    under_seal="Приёмы под печатью",
    seal_later="с 1 по {number}; при составлении отчёта в деле их было {total}",
    not_whole="Объекты, опечатанные не полностью",
    not_whole_lead="Всё, что повреждено, не прочитано, отклонено, изменилось или не открывалось; самое тяжёлое — "
    "первым.",
    not_whole_none="Таких нет: все объекты опечатаны полностью.",
    name="Имя",
    what="Исход",
    what_happened="Что произошло",
    why="Причина",
    meant="вероятное чтение ({code_page}): {name}",
    inside="внутри контейнера:",
    inside_many="внутри контейнеров, начиная с внешнего:",
    missing="не прочитаны байты с {first} по {last}",
    more_ranges="и ещё промежутков: {number}",
    digest="SHA-256",
    shortened="… (сокращено; всего знаков: {number})",
    cut="Приведены первые {listed} из {total}. Полный список даёт `witnessbox items`.",
    recovered="Восстановленные удалённые файлы",
    recovered_lead="Файловые системы образов дисков ещё называют эти удалённые файлы. Они приняты наравне с прочими "
    "объектами и отмечены.",
    recoveries={
        Recovery.RECOVERED: "восстановлен: ничто в файловой системе не противоречит его байтам",
        Recovery.DOUBTFUL: "сомнителен: байты могут принадлежать другому файлу",
    },
    opened="Архивы и образы дисков",
    opened_lead="Вскрытые контейнеры; сначала те, на которые должен посмотреть человек. Каждый опечатан и в том "
    "виде, в каком поступил.",
    opened_none="Не поступали.",
    state="Состояние",
    states={
        ExpansionState.WHOLE: "полностью",
        ExpansionState.PARTIAL: "частично",
        ExpansionState.LOCKED: "закрыт: нужен пароль",
        ExpansionState.REFUSED: "отклонён: достигнут предел",
        ExpansionState.FAILED: "ни одна программа не открывает",
    },
    members="Файлы внутри",
    second_count="повторный подсчёт: {number} ({reader})",
    no_second_count="подсчитано один раз",
    reader="Чем прочитан",
    bound="предел: {bound}",
    alarm="ТРЕВОГА",
    alarms="Тревоги",
    item_list="Все объекты",
    item_list_lead="Время приведено по файловой системе источника.",
    modified="Изменён",
    no_zone="{time}, пояс неизвестен",
    names_how="В именах обратная черта и то, что за ней, обозначают байты и знаки, которые нельзя показать или "
    "показывать небезопасно: \\n — перевод строки, \\\\ — обратная черта, \\xNN — байт, \\uNNNN — знак Юникода.",
    english="Причины, которых нет в словаре программы, приведены так, как они записаны в деле, по-английски.",
    hidden_digits="[шестнадцатеричных цифр: {number}]",
    log="Журнал и подписи",
    log_lead="Каждый шаг — запись в подписанном журнале дела. Отчёт основан на следующих записях:",
    entry="Запись",
    time="Время (UTC)",
    signer="Подписал",
    entry_kinds={
        Kind.CASE_CREATED: "дело заведено",
        Kind.ACQUISITION_OPENED: "приём начат",
        Kind.ACQUISITION_CLOSED: "приём окончен",
        Kind.SEAL_STATED: "печать объявлена",
        Kind.OPERATION_CLOSED: "{operation}: выполнено",
    },
    operations={
        Operation.INGESTION: "приём файлов",
        Operation.UNPACKING: "вскрытие контейнеров",
        Operation.CHATS: "чтение переписки",
    },
    entries_cut="Приведены первые {listed} шагов из {total}.",
    key_id="Ключ",
    roles={
        Role.CUSTODIAN: "хранитель",
        Role.REVIEWER: "просмотрщик",
        Role.EDITOR: "редактор",
        Role.LEDGER_KEEPER: "ведущий реестр",
    },
    program_key="программа",
    revoked="позднее отозван",
    person="Имя",
    role="Роль",
    signed_entries="Записи",
    checked="При составлении отчёта программа проверила, что",
    checks=(
        "подпись Ed25519 под каждой приведённой записью соответствует приведённому ключу;",
        (
            "объекты, которые здесь сосчитаны и перечислены, — те самые, что лежат под корнем, объявленным в записи об "
            "окончании приёма: корень вычислен по ним заново;"
        ),
        "печать получается из корней приёмов, а двенадцать слов — из печати.",
    ),
    checkpoint="Контрольная точка журнала",
    checkpoint_lead="Она фиксирует все записи журнала (их {number}), бывшие в нём при составлении отчёта, и подписана "
    "ключом программы {key}. Урезанный или переписанный журнал ей не соответствует. О составлении отчёта говорит "
    "следующая запись, с контрольной суммой написанного. Строка, разорванная на бумаге, в файле одна.",
    anchors="Отметки времени третьих лиц",
    anchors_none="Ни одна служба не подтвердила время этого приёма.",
    anchor_lead="Служба отметок времени (RFC 3161) подтверждает, что журнал с этим приёмом существовал в указанное "
    "время.",
    anchored="Время (UTC)",
    anchor_size="Записи",
    anchor_policy="Политика",
    anchor_serial="Номер",
    anchor_checked="Подпись",
    anchor_checks={True: "проверена при получении", False: "не проверена: не было сертификата"},
    check="Как проверить этот отчёт",
    check_steps=(
        (
            'Имея дело: `witnessbox verify CASE --words "…"` с двенадцатью словами, приведёнными выше, заново читает '
            "каждый байт и сверяет его с печатью."
        ),
        (
            "Имея контрольную точку в файле: `witnessbox verify CASE --checkpoint FILE` показывает, не был ли журнал с "
            "тех пор урезан или переписан."
        ),
        (
            "Имея файл отчёта: его SHA-256 или SHA-256 приложенного списка `SHA256SUMS` стоит в журнале в записи "
            "«exported», подписанной составителем."
        ),
    ),
    limits="Чего этот отчёт не утверждает",
    limits_list=(
        (
            "Он говорит: не изменилось с момента этой печати. Он не говорит, что показанное в файлах — правда или что "
            "файлы не менялись до приёма."
        ),
        "Нечестную печать обнаружит только тот, кто сверит её с исходным носителем.",
        "Время в журнале — по часам одной машины. Больше говорит только отметка времени третьего лица.",
        "То, что удалённый файл восстановлен, не означает, что его байты полны и стоят в верном порядке.",
        "По именам и размерам в этом отчёте владелец тех же файлов может узнать, какая это копия.",
    ),
    by_hand="Подписано собственноручно",
    by_hand_lines=("Имя", "Место, дата", "Подпись"),
)

TEXTS: Mapping[str, Texts] = {texts.language: texts for texts in (EN, RU)}
"""By language."""
