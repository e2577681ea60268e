"""Reasons that intake and its workers give, in Russian for the report; what is not known here stays as it was recorded.

A test takes the patterns through the sources, so that a reason that is worded anew is noticed.
"""

from __future__ import annotations

import re

_DEEPEST = 4
"""Reasons inside reasons: a hostile one must not lead on without end."""

_RUSSIAN: tuple[tuple[str, str], ...] = (
    (r"a link: its target is recorded and was not opened", "ссылка: её цель записана, но не открывалась"),
    (r"a (fifo|socket|device): it has no bytes to take in", "{}: байтов, которые можно принять, нет"),
    (r"fifo", "канал"),
    (r"socket", "сокет"),
    (r"device", "устройство"),
    (r"listing it failed: (.+)", "не удалось прочитать запись о нём: {}"),
    (r"opening it failed: (.+)", "не удалось открыть: {}"),
    (r"reading it failed after (\d+) bytes: (.+)", "чтение прервалось после {} байтов: {}"),
    (r"(\d+) of (\d+) bytes could not be read, in (\d+) ranges", "не прочитано байтов: {} из {}, промежутков: {}"),
    (
        r"it changed while it was read: (\d+) bytes before, (\d+) after",
        "менялся во время чтения: байтов было {}, стало {}",
    ),
    (
        r"a second reading gave other bytes than the first; both are in the vault",
        "повторное чтение дало другие байты; оба чтения находятся в деле",
    ),
    (r"it lies beyond depth (\d+)", "вложенность больше предела ({})"),
    (r"its (?:archive|image) met the bound (.+)", "контейнер достиг предела: {}"),
    (r"expansion was stopped at the bound (.+)", "вскрытие остановлено на пределе: {}"),
    (r"beyond the bound on expansion: (.+)", "за пределом вскрытия: {}"),
    (r"entries (\d+)", "файлов внутри — {}"),
    (r"size (\d+)", "всего байтов — {}"),
    (r"ratio (\d+)", "степень сжатия — {}"),
    (r"depth (\d+)", "вложенность — {}"),
    (r"seconds (\d+)", "секунд — {}"),
    (r"memory (\d+)", "байтов памяти — {}"),
    (r"it needs a password that was not given", "нужен пароль, которого не было"),
    (r"the archive is damaged: (.+)", "архив повреждён: {}"),
    (r"it is damaged: (.+)", "повреждён: {}"),
    (r"the archive is damaged after (\d+) bytes of it: (.+)", "архив повреждён после {} байтов этого файла: {}"),
    (r"it is damaged in the archive: (.+)", "повреждён в архиве: {}"),
    (r"it is damaged in the archive after (\d+) bytes: (.+)", "повреждён в архиве после {} байтов: {}"),
    (
        r"it is damaged or ends too early, after (\d+) entries: (.+)",
        "повреждён или обрывается, прочитано файлов — {}: {}",
    ),
    (r"the archive ends after (\d+) of (\d+) bytes of it", "архив обрывается после {} из {} байтов этого файла"),
    (r"it ends after (\d+) of (\d+) bytes of a member", "обрывается после {} из {} байтов файла внутри"),
    (r"it ends too early", "обрывается слишком рано"),
    (r"it cannot be read on", "дальше не читается"),
    (
        r"its bytes do not have the checksum that the archive states",
        "байты не соответствуют контрольной сумме, указанной в архиве",
    ),
    (r"(\d+) of its members are damaged", "повреждено файлов внутри: {}"),
    (r"(.+) found (\d+) entries, (.+) (\d+)", "число файлов внутри расходится: {} — {}, {} — {}"),
    (r"its members overlap: one byte of it would count many times", "файлы внутри перекрываются"),
    (r"it announces (\d+) entries", "объявляет файлов внутри: {}"),
    (r"this version has no reader for it \((.+)\)", "в этой версии его нечем открыть ({})"),
    (r"it has no local header", "у него нет собственного заголовка"),
    (
        r"its bytes do not have the length and the checksum that the archive states",
        "байты не соответствуют длине и контрольной сумме, указанным в архиве",
    ),
    (r"no reader knows this archive", "ни одна программа не знает такого архива"),
    (r"its container could not be read on: (.+)", "контейнер дальше не читается: {}"),
    (r"no file system was found on it", "файловая система не найдена"),
    (r"a folder cannot be (?:listed|opened): (.+)", "папка не читается: {}"),
    (r"(\d+) bytes of it could not be read on the image", "на образе не прочитано байтов: {}"),
    (r"two readers give different bytes from byte (\d+) on", "две программы дают разные байты, начиная с байта {}"),
    (
        r"(.+): (.+) and a second reader give different bytes from byte (\d+) on",
        "{}: {} и вторая программа дают разные байты, начиная с байта {}",
    ),
    (r"deleted: none of its bytes can be read", "удалён: ни один байт не читается"),
    (r"deleted: some of its bytes cannot be read", "удалён: часть байтов не читается"),
    (r"deleted: nothing says any more where it lay", "удалён: больше не известно, где он лежал"),
    (r"deleted: its record was given to another file", "удалён: его запись отдана другому файлу"),
    (r"deleted, and its bytes are doubtful: (.+)", "удалён, и его байты сомнительны: {}"),
    (r"its record was given to another file since", "его запись позднее отдана другому файлу"),
    (r"another deleted file lay in the same place", "на том же месте лежал другой удалённый файл"),
    (r"their place was given to another file since", "их место позднее отдано другому файлу"),
    (r"it lay in several pieces, and which ones is a guess", "он лежал по частям, и какие это части — догадка"),
    (
        r"it lay in several pieces, each of which may have been given away since",
        "он лежал по частям, и любая из них могла быть отдана другому файлу",
    ),
    (r"not all of its pieces are known", "известны не все его части"),
    (r"it took longer than ([0-9.]+) seconds", "заняло больше {} секунд"),
    (r"it needs more than ([0-9]+) seconds of processor time", "нужно больше {} секунд процессорного времени"),
    (r"needs more than ([0-9.]+ [GM]iB) of memory", "нужно больше {} памяти"),
    (r"the sandboxed process crashed \((.+)\)", "изолированный процесс упал ({})"),
    (r"the sandboxed process ended with status (\d+)", "изолированный процесс завершился с кодом {}"),
    (r"Input/output error", "ошибка ввода-вывода"),
    (r"Permission denied", "нет доступа"),
    (r"No such file or directory", "нет такого файла или папки"),
)
_COMPILED = tuple((re.compile(pattern), instead) for pattern, instead in _RUSSIAN)


def reason_words(text: str, language: str) -> str:
    """A recorded reason in a language; as it was recorded where there is no translation.

    Args:
        text: as a program wrote it, in English.
        language: `en` or `ru`.
    """
    return _russian(text, _DEEPEST) if language == "ru" else text


def _russian(text: str, depth: int) -> str:
    if depth == 0:
        return text
    for pattern, instead in _COMPILED:
        found = pattern.fullmatch(text)
        if found is not None:
            return instead.format(*(_russian(group, depth - 1) for group in found.groups()))
    head, mark, rest = text.partition("; ")
    return f"{_russian(head, depth - 1)}; {_russian(rest, depth - 1)}" if mark else text
