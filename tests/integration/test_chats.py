"""Chat exports in a trove: messages become records, tied to their files; nobody is named outside of the compartment."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from cases import PASSPHRASE, copied, empty_case, here, leftovers, signed

from witnessbox.intake import chats
from witnessbox.model.codec import from_json
from witnessbox.model.messages import PeerTable
from witnessbox.vault.case import Case
from witnessbox.vault.chats import chat_exports

NAMES = ("Анна Каренина", "Вронский", "user4711", "user4712", "Bolotnaya group")


def telegram() -> dict[str, Any]:
    return {
        "name": "Bolotnaya group",
        "type": "private_group",
        "id": 9001,
        "messages": [
            {"id": 1, "type": "service", "date": "2021-10-04T12:00:00", "date_unixtime": "1633338000",
             "actor": "Анна Каренина", "actor_id": "user4711", "action": "create_group", "text": ""},
            {"id": 2, "type": "message", "date": "2021-10-04T12:01:00", "date_unixtime": "1633338060",
             "from": "Анна Каренина", "from_id": "user4711", "photo": "photos/photo_1@04.jpg",
             "text": ["look at ", {"type": "bold", "text": "this"}, " now"]},
            {"id": 3, "type": "message", "date": "2021-10-04T12:02:00", "date_unixtime": "1633338120",
             "edited": "2021-10-04T12:05:00", "edited_unixtime": "1633338300", "from": "Вронский",
             "from_id": "user4712", "reply_to_message_id": 2, "text": "да", "forwarded_from": "Анна Каренина",
             "file": "(File not included. Change data exporting settings to download.)"},
            {"id": 4, "type": "message", "date": "2021-10-04T12:03:00", "from": "Вронский К.", "from_id": "user4712",
             "file": "../../secret.txt", "text": "out \u202e and \ud800"},
            {"id": 5, "type": "message", "date": "2021-10-04T12:04:00", "from": None, "from_id": "user4711",
             "file": "files/gone.mp4", "text": "", "reply_to_message_id": 777},
        ],
    }  # fmt: skip


WHATSAPP = (
    "\u200e[04.10.21, 15:30:02] Анна Каренина: \u200eMessages are end-to-end encrypted.\r\n"
    "[04.10.21, 15:31:00] Вронский: first line\r\nsecond line\r\n\r\nafter a gap\r\n"
    "\u200e[04.10.21, 15:32:00] Вронский: \u200e<attached: 00000003-VIDEO.mp4>\r\n"
    "[13.10.21, 15:33:00] Анна Каренина: <Media omitted>\r\n"
)
ANDROID = (
    "10/4/21, 3:30 PM - Messages and calls are end-to-end encrypted.\n"
    "10/4/21, 3:31 PM - Вронский: IMG-20211004-WA0001.jpg (file attached)\nwith a caption\n"
    "12/31/21, 12:05 AM - Анна Каренина: happy new year: yes\n"
)


def message(number: int, inside: str, *, title: str = "04.10.2021 12:01:00 UTC+03:00", joined: bool = False) -> str:
    return (
        f'<div class="message default clearfix{" joined" if joined else ""}" id="message{number}"><div class="body">'
        f'<div class="pull_right date details" title="{title}">\n12:01\n</div>{inside}</div></div>'
    )


def page(*messages: str) -> str:
    """A page of Telegram's HTML export, with the elements that count."""
    return (
        '<!DOCTYPE html>\n<html>\n <head>\n  <meta charset="utf-8"/>\n<title>Exported Data</title>\n </head>\n <body>'
        '<div class="page_wrap"><div class="page_header"><div class="content"><div class="text bold">'
        '\nBolotnaya group\n</div></div></div><div class="page_body chat_page"><div class="history">'
        '<div class="message service" id="message-1"><div class="body details">\n4 October 2021\n</div></div>'
        + "".join(messages)
        + "</div></div></div></body></html>"
    )


PICTURE = (
    '<div class="media_wrap clearfix"><a class="photo_wrap clearfix pull_left" href="photos/photo_1@04.jpg">'
    '<img class="photo" src="photos/photo_1@04_thumb.jpg"/></a></div>'
)
LEFT_OUT = (
    '<div class="media_wrap clearfix"><div class="media clearfix pull_left media_video"><div class="body">'
    '<div class="title bold">\nVideo file\n</div><div class="description">\nNot included\n</div></div></div></div>'
)
FIRST_PAGE = page(
    '<div class="message service" id="message1"><div class="body details">\nАнна created the group\n</div></div>',
    message(
        2,
        '<div class="from_name">\nАнна Каренина \n</div>'
        + PICTURE
        + '<div class="text">\nlook at <b>this</b><br>&lt;i&gt; &amp; '
        '<a href="https://example.org">more</a>\n</div>',
    ),
    message(
        3,
        '<div class="reply_to details">\nIn reply to <a href="#go_to_message2">this message</a></div>'
        '<div class="text">\nда\n</div>',
        joined=True,
    ),
)
SECOND_PAGE = page(
    message(
        4,
        '<div class="from_name">\nВронский <span class="details"> via @bot</span></div><div class="forwarded body">'
        '<div class="from_name">\nАнна Каренина <span class="date details" title="03.10.2021 10:00:00"> 03.10.2021'
        '</span></div><div class="text">\nher words\n</div>' + LEFT_OUT + "</div>",
        title="05.10.2021 08:00:00",
    ),
)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return copied(empty_case(), tmp_path / "x.case")


@pytest.fixture
def trove(tmp_path: Path) -> Path:
    folder = tmp_path / "trove"
    chat = folder / "ChatExport"
    (chat / "photos").mkdir(parents=True)
    (chat / "result.json").write_text(json.dumps(telegram()))
    (chat / "photos/photo_1@04.jpg").write_bytes(b"a picture")
    (folder / "secret.txt").write_text("outside of the export")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as written:
        written.writestr("_chat.txt", WHATSAPP)
        written.writestr("00000003-VIDEO.mp4", b"a video")
    (folder / "WhatsApp Chat - Вронский.zip").write_bytes(archive.getvalue())
    (folder / "WhatsApp Chat with X.txt").write_text(ANDROID)
    (folder / "IMG-20211004-WA0001.jpg").write_bytes(b"another picture")
    (folder / "program.log").write_text("2021-10-04 15:30:00 - INFO: started\n2021-10-04 15:30:01 - INFO: ended\n")
    (folder / "settings.json").write_text('{"type": "x", "messages": "none of the kind"}')
    return folder


def read(case: Path, trove: Path) -> dict[str, list[dict[str, Any]]]:
    answer = here(*signed("intake", case, trove), "--json", code=0).json
    exports = here("messages", case, "--json", code=0).json["exports"]
    assert answer["chats"] == len(exports)
    return {
        each["path"]: here("messages", case, "--export", each["id"], "--json", code=0).json["messages"]
        for each in exports
    }


def test_telegram(case: Path, trove: Path) -> None:
    found = read(case, trove)["ChatExport/result.json"]
    assert [(each["id"], each["kind"], each["author"]) for each in found] == [
        ("1", "service", "p1"),
        ("2", "message", "p1"),
        ("3", "message", "p2"),
        ("4", "message", "p2"),
        ("5", "message", "p1"),
    ], "an id tells people apart, whatever they are called"
    assert found[1]["text"] == "look at this now"
    assert found[1]["when"] == {
        "written": "2021-10-04T12:01:00", "possible": ["2021-10-04T12:01:00"], "instant": "1633338060000000000",
    }  # fmt: skip
    assert found[1]["files"][0]["state"] == "tied"
    assert found[1]["files"][0]["content"] == hashlib.sha256(b"a picture").hexdigest()
    assert (found[2]["reply_to"], found[2]["edited"]["written"]) == ("2", "2021-10-04T12:05:00")
    assert found[2]["files"][0]["state"] == "not included"
    assert found[2]["forwarded_from"] is not None
    assert found[3]["files"][0]["state"] == "outside"
    assert found[3]["text"] == "out \u202e and \ufffd\ufffd\ufffd" or "\ufffd" in found[3]["text"]
    assert found[3]["when"]["instant"] is None
    assert (found[4]["files"][0]["state"], found[4]["reply_to"]) == ("missing", "777")
    assert found[0]["action"] == "create_group"


def test_pages_of_telegram(case: Path, tmp_path: Path) -> None:
    folder = tmp_path / "trove" / "ChatExport_2021-10-06"
    (folder / "photos").mkdir(parents=True)
    (folder / "messages.html").write_text(FIRST_PAGE)
    (folder / "messages2.html").write_text(SECOND_PAGE)
    (folder / "photos/photo_1@04.jpg").write_bytes(b"a picture")
    (folder / "export_results.html").write_text("<!DOCTYPE html><html><title>Exported Data</title>page_body list_page")
    found = read(case, tmp_path / "trove")
    (messages,) = found.values()
    assert list(found) == ["ChatExport_2021-10-06/messages.html"]
    assert [(each["id"], each["kind"], each["author"]) for each in messages] == [
        ("1", "service", None),
        ("2", "message", "p1"),
        ("3", "message", "p1"),
        ("4", "message", "p2"),
    ]
    assert [each["text"] for each in messages] == [
        "Анна created the group",
        "look at this\n<i> & more",
        "да",
        "her words",
    ]
    assert [each["when"]["possible"] for each in messages] == [
        [],
        ["2021-10-04T12:01:00"],
        ["2021-10-04T12:01:00"],
        ["2021-10-05T08:00:00"],
    ]
    assert [each["when"].get("instant") for each in messages] == [None, *["1633338060000000000"] * 2, None]
    assert messages[0]["when"]["written"] == "4 October 2021"
    assert messages[2]["reply_to"] == "2"
    assert messages[3]["forwarded_from"] == "p1"
    assert messages[1]["files"][0]["content"] == hashlib.sha256(b"a picture").hexdigest()
    assert [each["state"] for each in messages[3]["files"]] == ["not included"]
    here("verify", case, code=0)


def test_a_page_whose_neighbour_is_lost_is_read(case: Path, tmp_path: Path) -> None:
    folder = tmp_path / "trove"
    folder.mkdir()
    (folder / "messages3.html").write_text(SECOND_PAGE)
    (folder / "messages4.html").write_text("<html>no page of Telegram's</html>")
    (messages,) = read(case, folder).values()
    assert [each["text"] for each in messages] == ["her words"]
    (export,) = here("messages", case, "--json", code=0).json["exports"]
    assert export["state"] == "partial"
    assert export["reason"] == "page 2 of 2 is none of Telegram's"


def test_whatsapp_in_an_archive(case: Path, trove: Path) -> None:
    found = read(case, trove)["_chat.txt"]
    assert [each["author"] for each in found] == ["p1", "p2", "p2", "p1"]
    assert found[1]["text"] == "first line\nsecond line\n\nafter a gap"
    assert found[1]["when"] == {
        "written": "04.10.21 15:31:00", "possible": ["2021-10-04T15:31:00", "2021-04-10T15:31:00"], "instant": None,
    }, "day and month may stand in either order"  # fmt: skip
    assert found[3]["when"]["possible"] == ["2021-10-13T15:33:00"], "there is no month 13"
    assert found[2]["files"][0]["content"] == hashlib.sha256(b"a video").hexdigest(), "tied inside of the archive"
    assert found[3]["files"][0]["state"] == "not included"


def test_whatsapp_of_android(case: Path, trove: Path) -> None:
    found = read(case, trove)["WhatsApp Chat with X.txt"]
    assert [(each["kind"], each["author"]) for each in found] == [
        ("service", None),
        ("message", "p1"),
        ("message", "p2"),
    ]
    assert found[1]["when"]["possible"] == ["2021-04-10T15:31", "2021-10-04T15:31"]
    assert found[1]["files"][0]["content"] == hashlib.sha256(b"another picture").hexdigest()
    assert found[2]["when"]["possible"] == ["2021-12-31T00:05"]
    assert found[2]["text"] == "happy new year: yes"


def test_what_merely_looks_alike_is_left_alone(case: Path, trove: Path) -> None:
    assert not {"program.log", "settings.json"} & set(read(case, trove))


def test_people_are_named_in_the_compartment_only(case: Path, trove: Path) -> None:
    read(case, trove)
    secrets = [name.encode() for name in NAMES]
    texts = [*(case / "log").iterdir(), case / "catalogue.sqlite"]
    for path in texts:
        data = path.read_bytes()
        quoted = [json.dumps(name).strip('"').encode() for name in NAMES]
        hit = [each for each in (*secrets, *quoted) if each in data and each != "Вронский".encode()]
        assert hit == [], path  # the archive's own name holds one of them
    opened = Case(case)
    (export,) = [each for each in chat_exports(opened.catalogue) if each.place.path == b"ChatExport/result.json"]
    payload = opened.compartment.open(export.receipt, PASSPHRASE.strip())
    table = from_json(PeerTable, json.loads(payload))
    assert {(each.peer, each.name, each.id) for each in table.peers} >= {
        ("p1", "Анна Каренина", "user4711"),
        ("p2", "Вронский", "user4712"),
        ("p2", "Вронский К.", "user4712"),
    }
    assert table.chats[0].name == "Bolotnaya group"


def test_the_case_is_sound_and_can_be_rebuilt(case: Path, trove: Path) -> None:
    first = read(case, trove)
    here("verify", case, code=0)
    here("rebuild", case, code=0)
    here("verify", case, code=0)
    again = here(*signed("intake", case, trove), "--json", code=0).json
    assert (again["nothing_new"], again["chats"]) == (True, 0)
    exports = here("messages", case, "--json", code=0).json["exports"]
    assert len(exports) == len(first) == 3
    assert leftovers(case) == []
    (payload,) = [
        path for path in (case / "compartment").iterdir() if path.stem == chat_exports(Case(case).catalogue)[0].receipt
    ]
    payload.chmod(0o600)
    payload.write_bytes(payload.read_bytes()[:-1] + b"x")
    assert "compartment payload" in here("verify", case).out + here("verify", case).err


@pytest.mark.parametrize(
    "body",
    [
        '{"name": "x", "type": "y", "messages": [' + "[" * 100_000,
        '{"type": "y", "messages": [{"id": 1, "date": "2021-10-04T12:00:00", "text": "a"}, {"id": 2, "da',
        '{"type": "y", "messages": [{"id": ' + "9" * 5000 + ', "date": NaN, "text": 1e999}]}',
        '{"type": "y", "messages": {"0": 1}}',
        '{"type": "y", "messages": [1, null, "x", {"date": "not a date", "text": {"a": []}}]}',
        '{"type": "y", "messages": [{"date": "2021", "date": "2022", "text": "twice", "from": ["x"]}]}',
        "[04.10.21, 15:30:02] " + "x" * 1_000_000,
        "[99.99.99, 99:99] a: b\n[1/1/1, 1:1] c",
        page(message(1, "<div>" * 5000 + '<div class="text">deep')),
        page(message(1, '<div class="from_name">A</div><div class="text">cut off'))[:-60],
        page(*[message(1, '<div class="text">' + "x" * 600_000 + "</div>", title="99.99.9999 99:99:99 UTC+99:99")] * 3),
        page(message(1, '</div></div></b></div><a href="javascript:x">y</a><!-- <script>')),
        page('<div class="message" id=><div class="message service" id="-"><div class="text">&#xD800;&#0;&bogus;'),
    ],
    ids=[
        *("deep", "cut", "numbers", "no list", "no messages", "twice", "long", "no date"),
        *("deep page", "cut page", "long page", "torn page", "odd page"),
    ],
)
def test_hostile_exports_harm_nobody(body: str, case: Path, tmp_path: Path) -> None:
    folder = tmp_path / "trove"
    folder.mkdir()
    name = "messages.html" if body.startswith("<") else "result.json"
    (folder / name).write_bytes(body.encode() + b"\xff\xfe")
    (folder / "plain.txt").write_text("harmless")
    answer = here(*signed("intake", case, folder), "--json", code=0).json
    assert answer["outcomes"] == {"sealed": 2}
    here("verify", case, code=0)
    for each in here("messages", case, "--json", code=0).json["exports"]:
        assert here("messages", case, "--export", each["id"], code=0).out


def test_a_reading_that_was_interrupted_is_made_good(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "trove"
    folder.mkdir()
    body = telegram()
    body["messages"] = [
        {"id": number, "type": "message", "date": "2021-10-04T12:00:00", "from": f"A{number % 7}", "text": str(number)}
        for number in range(50)
    ]
    (folder / "result.json").write_text(json.dumps(body))
    quiet = copied(case, tmp_path / "quiet.case")
    monkeypatch.setattr(chats, "SET", 8)
    expected = read(quiet, folder)["result.json"]
    close, calls = chats._close, []

    def interrupted(*arguments: Any) -> None:
        calls.append(arguments)
        if len(calls) == 4:
            raise KeyboardInterrupt
        close(*arguments)

    monkeypatch.setattr(chats, "_close", interrupted)
    assert here(*signed("intake", case, folder)).code == 130
    here("verify", case, code=0)
    assert here("messages", case, "--json", code=0).json["exports"] == []
    found = read(case, folder)["result.json"]
    assert found == expected
    assert [each["text"] for each in found] == [str(number) for number in range(50)]
    here("verify", case, code=0)
    assert leftovers(case) == []


def test_a_terminal_is_not_steered(case: Path, trove: Path) -> None:
    read(case, trove)
    (export,) = [
        each
        for each in here("messages", case, "--json", code=0).json["exports"]
        if base64.b64decode(each["path_bytes"]) == b"ChatExport/result.json"
    ]
    shown = here("messages", case, "--export", export["id"][:8], code=0).out
    assert "\u202e" not in shown
    assert "local time, no zone" in shown
