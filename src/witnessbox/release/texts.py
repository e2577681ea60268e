"""What the pages of a release say, in English and in Russian."""

from __future__ import annotations

from collections.abc import Mapping

from witnessbox.model.acts import Point, Role
from witnessbox.model.records import dataclass
from witnessbox.model.releases import LIMITS, Sound


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Every sentence of one page; members are named after what they say."""

    language: str
    file: str
    other_language: str
    other_name: str
    other_file: str
    untitled: str
    made: str
    one_approver: str
    one_approver_why: str
    lead: str
    contents: str
    ledger: str
    video: str
    picture: str
    document: str
    video_warning: str
    sound_warning: str
    picture_warning: str
    document_warning: str
    show_video: str
    show_picture: str
    show_document: str
    alternative: str
    facts: str
    duration: str
    frames: str
    pages: str
    dimensions: str
    size: str
    digest: str
    reference: str
    reference_why: str
    plan: str
    hidden: str
    faces: str
    masked_frames: str
    sound: str
    sounds: Mapping[Sound, str]
    container: str
    why: str
    notes: str
    approvals: str
    settled: str
    points: Mapping[Point, str]
    one_by_one: str
    by_signing: str
    pictures_shown: str
    pictures_not_shown: str
    roles: Mapping[Role, str]
    second_look: str
    looked: str
    no_findings: str
    overruled: str
    overruled_why: str
    check: str
    check_lead: str
    check_program: str
    check_file: str
    check_hand: str
    check_other_copy: str
    seal: str
    seal_why: str
    signers: str
    signers_why: str
    limits_title: str
    limits: tuple[str, ...]


EN = Texts(
    language="en",
    file="index.html",
    other_language="ru",
    other_name="По-русски",
    other_file="index.ru.html",
    untitled="Release",
    made="Made",
    one_approver="ONE APPROVER",
    one_approver_why="One person alone approved a rendition in this release and signed the release. Nobody else did.",
    lead="What you can watch here was made from sealed originals by hiding what would harm people. Words come first, "
    "pictures only when you ask for them.",
    contents="In this release",
    ledger="What followed: the ledger",
    video="Video",
    picture="Picture",
    document="Document",
    video_warning="The recording may show violence. It has no sound.",
    sound_warning="The recording may show violence, and parts of it can be heard.",
    picture_warning="The picture may show violence.",
    document_warning="The pages may show violence.",
    show_video="Show the video",
    show_picture="Show the picture",
    show_document="Open the document (PDF)",
    alternative="Rendition; what it hides is described in words beside it.",
    facts="What it is",
    duration="Duration",
    frames="Frames",
    pages="Pages",
    dimensions="Width and height",
    size="Bytes",
    digest="SHA-256",
    reference="Original",
    reference_why="This name tells nothing about the original; a proof shows that it is under the seal.",
    plan="Redaction plan",
    hidden="What was hidden, and why",
    faces="Faces hidden, followed over time",
    masked_frames="Frames with a mask",
    sound="Sound",
    sounds={
        Sound.REMOVED: "removed",
        Sound.NONE: "the original has none",
        Sound.PARTLY: "removed, but for parts that people opened, tones over names, or a synthetic voice",
    },
    container="The data about camera, place and time in the original file were left out.",
    why="Why",
    notes="Remarks",
    approvals="Who approved it",
    settled="Seen and settled",
    points={
        Point.FACES: "faces",
        Point.BODIES: "bodies",
        Point.TATTOOS: "tattoos",
        Point.CLOTHING: "clothing",
        Point.VOICES: "voices",
        Point.NAMES: "names",
        Point.PLACE: "place",
        Point.SCREENS: "screens of others",
        Point.SOUNDS: "sounds",
    },
    one_by_one="each point was asked for",
    by_signing="stated by signing, without being asked point by point",
    pictures_shown="the pictures with the masks were shown before signing",
    pictures_not_shown="the pictures with the masks were NOT shown before signing",
    roles={
        Role.CUSTODIAN: "custodian",
        Role.REVIEWER: "reviewer",
        Role.EDITOR: "editor",
        Role.LEDGER_KEEPER: "ledger keeper",
    },
    second_look="The second look",
    looked="An independent detector looked at the finished rendition",
    no_findings="It found no bare face.",
    overruled="It found something, and people declared it a false alarm",
    overruled_why="declared a false alarm by",
    check="How to check this release",
    check_lead="Three ways lead to the same answer. Each needs the key of a person who signed, which you get from that "
    "person and not from this page.",
    check_program="with the program witnessbox",
    check_file="with one Python file that needs only the package cryptography",
    check_hand="by hand, with sha256sum and openssl",
    check_other_copy="A forger would replace the verifier in this folder as well. Get your copy from somewhere else.",
    seal="The seal in twelve words",
    seal_why="Compare these words with those you were told by another route.",
    signers="Who signed",
    signers_why="Names may be pseudonyms. The letters and digits name the key.",
    limits_title="What must not be claimed",
    limits=LIMITS,
)

RU = Texts(
    language="ru",
    file="index.ru.html",
    other_language="en",
    other_name="In English",
    other_file="index.html",
    untitled="Публикация",
    made="Составлено",
    one_approver="ONE APPROVER · ОДИН ПОДПИСАВШИЙ",
    one_approver_why="Один и тот же человек одобрил копию в этой публикации и подписал публикацию. Больше никто её не "
    "проверял и не подписывал.",
    lead="То, что здесь можно посмотреть, сделано из опечатанных оригиналов: скрыто то, что могло бы повредить людям. "
    "Сначала слова, изображение только по вашему желанию.",
    contents="В этой публикации",
    ledger="Что было потом: хроника последствий",
    video="Видео",
    picture="Снимок",
    document="Документ",
    video_warning="Запись может содержать сцены насилия. Звука в ней нет.",
    sound_warning="На записи может быть насилие, и часть её слышна.",
    picture_warning="На снимке могут быть следы насилия.",
    document_warning="На страницах могут быть следы насилия.",
    show_video="Показать видео",
    show_picture="Показать снимок",
    show_document="Открыть документ (PDF)",
    alternative="Обработанная копия; что в ней скрыто, сказано рядом словами.",
    facts="Что это",
    duration="Длительность",
    frames="Кадры",
    pages="Страницы",
    dimensions="Ширина и высота",
    size="Байты",
    digest="SHA-256",
    reference="Оригинал",
    reference_why="Это имя ничего не говорит об оригинале; доказательство показывает, что он под печатью.",
    plan="План сокрытия",
    hidden="Что скрыто и почему",
    faces="Скрыто лиц, прослеженных во времени",
    masked_frames="Кадры с маской",
    sound="Звук",
    sounds={
        Sound.REMOVED: "удалён",
        Sound.NONE: "в оригинале звука нет",
        Sound.PARTLY: "удалён, кроме частей, которые открыли люди, сигналов поверх имён или синтетического голоса",
    },
    container="Данные исходного файла о камере, месте и времени не перенесены.",
    why="Почему",
    notes="Примечания",
    approvals="Кто одобрил",
    settled="Просмотрено и решено",
    points={
        Point.FACES: "лица",
        Point.BODIES: "тела",
        Point.TATTOOS: "татуировки",
        Point.CLOTHING: "одежда",
        Point.VOICES: "голоса",
        Point.NAMES: "имена",
        Point.PLACE: "место",
        Point.SCREENS: "чужие экраны",
        Point.SOUNDS: "звуки",
    },
    one_by_one="каждый пункт был спрошен отдельно",
    by_signing="заявлено самой подписью, без вопросов по пунктам",
    pictures_shown="изображения с масками были показаны до подписи",
    pictures_not_shown="изображения с масками до подписи НЕ были показаны",
    roles={
        Role.CUSTODIAN: "хранитель",
        Role.REVIEWER: "просмотрщик",
        Role.EDITOR: "редактор",
        Role.LEDGER_KEEPER: "ведущий реестр",
    },
    second_look="Второй взгляд",
    looked="Готовую копию проверил независимый детектор",
    no_findings="Открытых лиц он не нашёл.",
    overruled="Он нашёл подозрительное, и люди признали это ложной тревогой",
    overruled_why="признано ложной тревогой:",
    check="Как проверить эту публикацию",
    check_lead="Три пути ведут к одному ответу. Для каждого нужен ключ подписавшего человека, и получить его надо у "
    "него самого, а не с этой страницы.",
    check_program="программой witnessbox",
    check_file="одним файлом на Python, которому нужен только пакет cryptography",
    check_hand="вручную, с помощью sha256sum и openssl (на английском языке)",
    check_other_copy="Подделыватель заменил бы и проверяющий файл в этой папке. Возьмите свою копию в другом месте.",
    seal="Печать в двенадцати словах",
    seal_why="Сравните эти слова с теми, что вам сообщили другим путём.",
    signers="Кто подписал",
    signers_why="Имена могут быть псевдонимами. Буквы и цифры называют ключ.",
    limits_title="Чего нельзя утверждать",
    limits=(
        (
            "Доказательства говорят, что записи не изменены после этой печати. Они не говорят, что в них правда. "
            "Нечестную печать обнаружит только тот, кто сравнит с оригиналом."
        ),
        (
            "То, что обработанная копия сделана из оригинала, названного её ссылкой, — слово подписавших людей. "
            "Ничто в этой публикации этого не доказывает."
        ),
        (
            "Никакая обработка не делает изображение безопасным для публикации или просмотра. Тела, татуировки, "
            "помещения, голоса и сам выбор файлов выдают людей. Нельзя удостоверить, что не осталось рисунка шума "
            "камеры или водяного знака."
        ),
        "Тот, у кого есть исходная запись, узнает её на глаз.",
        (
            "Время названо по часам машины; посторонний свидетель его здесь не подтверждает. Был ли ключ потом "
            "отозван, из этой публикации не видно."
        ),
    ),
)
