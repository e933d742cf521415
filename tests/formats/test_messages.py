from datetime import date
from pathlib import Path

import pytest

from sanshe.formats.messages import NotMessages, read

SHARED = Path(__file__).parents[3] / "shared" / "data" / "messages"


def written(tmp_path, content: str | bytes) -> Path:
    path = tmp_path / "messages.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def faults(messages) -> list[tuple[str, int | None, str, str]]:
    return [(e.severity.value, e.row, e.field, e.code) for e in messages.report.entries]


def test_all_columns_are_taken(tmp_path):
    path = written(tmp_path, "id,date,subject,text,category\n7,2019/2/1 1,路灯,路灯坏了。,交通\n")

    found = read(path)

    (message,) = found.messages
    assert (message.row, message.id, message.written_on) == (2, "7", date(2019, 2, 1))
    assert (message.subject, message.text, message.sentence) == ("路灯", "路灯坏了。", "路灯坏了。")
    assert (message.category, found.encoding) == ("交通", "utf-8")


def test_text_alone_is_known_by_its_words(tmp_path):
    first = read(written(tmp_path, "text\n路灯坏了\n")).messages[0]
    again = read(written(tmp_path, "\ufeffText,Category\n电梯停了,x\n路灯坏了,y\n")).messages[1]

    assert first.id == again.id
    assert len(first.id) == 32


def test_separated_words_are_joined_again(tmp_path):
    path = written(tmp_path, "text,category\nA3 区 路口 的 路灯 坏 了 三 天,交通\n请 修 wifi router 谢谢,交通\n")

    assert [message.text for message in read(path).messages] == [
        "A3区路口的路灯坏了三天",
        "请修wifi router谢谢",
    ]


def test_spaces_of_plain_text_stay(tmp_path):
    path = written(tmp_path, "text\n小区的路灯坏了三天了还没有人来修 请帮忙\n")

    assert read(path).messages[0].text == "小区的路灯坏了三天了还没有人来修 请帮忙"


def test_gb18030_is_recognised(tmp_path):
    found = read(written(tmp_path, "text\n路灯坏了，请修理\n".encode("gb18030")))

    assert (found.encoding, found.messages[0].text) == ("gb18030", "路灯坏了，请修理")


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("1,2024-01-01,  ", ("refused_row", 3, "text", "empty_text")),
        ("0,2024-01-01,又一条", ("refused_row", 3, "id", "duplicate_id")),
        (",2024-01-01," + "长" * 20_001, ("refused_row", 3, "text", "text_too_long")),
        ("x" * 121 + ",2024-01-01,路灯", ("refused_row", 3, "id", "id_too_long")),
        ("1,2024-01-01,路灯,坏了", ("refused_row", 3, "", "bad_row")),
        ('1,2024-01-01,"路灯"坏了', ("refused_row", 3, "", "bad_quotes")),
        ("1,yesterday,路灯坏了", ("dropped_field", 3, "date", "bad_date")),
        ("1,2024-02-31,路灯坏了", ("dropped_field", 3, "date", "bad_date")),
    ],
)
def test_bad_row_is_reported_with_row_and_field(tmp_path, row, fault):
    found = read(written(tmp_path, f"id,date,text\n0,2024-01-01,好的\n{row}\n"))

    count = found.report.tables["messages"]
    assert faults(found) == [fault]
    assert (count.read, count.taken + count.refused) == (2, 2)
    assert len(found.messages) == count.taken


def test_same_words_without_id_are_taken_once(tmp_path):
    found = read(written(tmp_path, "text\n路灯坏了\n路灯坏了\n"))

    assert len(found.messages) == 1
    assert faults(found) == [("refused_row", 3, "text", "duplicate_text")]


def test_long_message_gives_its_subject_as_sentence(tmp_path):
    found = read(written(tmp_path, f"subject,text\n路灯坏了,{'长' * 60}\n,{'短' * 60}\n"), sentence_max=50)

    assert [message.sentence for message in found.messages] == ["路灯坏了"]
    assert len(found.messages[0].text) == 60
    assert faults(found) == [
        ("mended_field", 2, "text", "subject_taken"),
        ("refused_row", 3, "text", "text_too_long"),
    ]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "no_text_column"),
        (b"message,label\nhello,x\n", "no_text_column"),
        (b"text,text\nhello,x\n", "no_text_column"),
        (b"PK\x03\x04\x00\x00", "not_text"),
        (b"text\n\xff\xff\xff\n", "not_text"),
    ],
)
def test_what_is_no_table_of_messages_gets_one_clear_refusal(tmp_path, content, fault):
    with pytest.raises(NotMessages) as refusal:
        read(written(tmp_path, content))

    assert refusal.value.fault == fault
    assert str(refusal.value).startswith("messages.csv ")


def test_missing_file_is_refused(tmp_path):
    with pytest.raises(NotMessages) as refusal:
        read(tmp_path / "none.csv")

    assert refusal.value.fault == "not_there"


@pytest.mark.shared_data
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data folder is not beside the checkout")
@pytest.mark.parametrize(
    ("name", "taken", "refused"),
    [
        ("messages_labelled_raw", 1113, 0),
        ("messages_labelled_segmented", 7270, 144),
        ("messages_replies", 2278, 0),
    ],
)
def test_real_messages_are_accounted_for(name, taken, refused):
    found = read(SHARED / f"{name}.csv")

    count = found.report.tables["messages"]
    assert (count.taken, count.refused) == (taken, refused)
    assert all("路 " not in message.text for message in found.messages[:50])
