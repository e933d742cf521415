import json
import zipfile

import pytest
from django.utils import translation

from sanshe.formats.hsds import NotHsds, containers, read
from sanshe.formats.reports import VALUE_SHOWN_MAX
from tests.formats.hsds.packages import SERVICE, folder, good_tables, table, zipped


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def file_codes(directory) -> list[tuple[str, str]]:
    return [(e.file, e.code) for e in directory.report.entries if e.severity == "refused_file"]


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("missing.zip", None, "not_there"),
        ("notes.txt", b"hello", "neither_zip_nor_json"),
        ("picture.zip", b"\x89PNG\r\n", "neither_zip_nor_json"),
        ("cut.zip", b"PK\x03\x04 nothing more", "neither_zip_nor_json"),
        ("empty.json", b"", "no_tables"),
        ("other.json", b'{"hello": "world"}', "no_tables"),
        ("number.json", b"42", "no_tables"),
        ("binary.json", b"\xff\xfe\x00", "no_tables"),
        ("deep.json", b"[" * 100_000, "no_tables"),
    ],
)
def test_what_is_no_directory_gets_one_clear_refusal(tmp_path, name, content, fault):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(NotHsds) as refusal:
        read(path)

    assert refusal.value.fault == fault
    assert str(refusal.value).startswith(f"{name} is no HSDS directory: ")


def test_empty_folder_is_no_directory(tmp_path):
    with pytest.raises(NotHsds) as refusal:
        read(tmp_path)

    assert refusal.value.fault == "no_tables"


@pytest.mark.parametrize("name", ["../services.csv", "/services.csv", "a/../../services.csv", "..\\services.csv"])
def test_member_that_points_out_of_the_zip_is_refused(tmp_path, name):
    archive = zipped(tmp_path / "p.zip", {**good_tables(), name: table({**SERVICE, "id": "evil"})})

    directory = read(archive)

    assert [service.id for service in directory.services] == ["s1"]
    assert [code for _, code in file_codes(directory)] == ["unsafe_path"]


def test_link_inside_a_zip_is_refused(tmp_path):
    path = tmp_path / "p.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in good_tables().items():
            archive.writestr(name, text)
        link = zipfile.ZipInfo("more/services.csv")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "../../outside.csv")

    assert file_codes(read(path)) == [("more/services.csv", "unsafe_path")]


def test_link_out_of_a_folder_is_refused(tmp_path):
    outside = tmp_path / "outside.csv"
    outside.write_text(table(SERVICE))
    root = tmp_path / "package"
    root.mkdir()
    folder(root)
    (root / "service.csv").symlink_to(outside)

    assert file_codes(read(root)) == [("service.csv", "unsafe_path")]


def test_descriptor_that_points_out_of_the_package_is_not_followed(tmp_path):
    folder(tmp_path)
    resources = [
        {"name": "service", "path": "../../secret.csv"},
        {"name": "service", "path": "https://far.example/s.csv"},
    ]
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": resources}))

    directory = read(tmp_path)

    assert file_codes(directory) == [("datapackage.json", "unsafe_path"), ("datapackage.json", "unsafe_path")]
    assert [service.id for service in directory.services] == ["s1"]


@pytest.mark.parametrize("descriptor", ["{", "[]", '{"resources": [1, {"path": 3}, {"path": [null]}]}', "[" * 100_000])
def test_strange_descriptor_does_not_stop_the_reading(tmp_path, descriptor):
    folder(tmp_path)
    (tmp_path / "datapackage.json").write_text(descriptor)

    assert [service.id for service in read(tmp_path).services] == ["s1"]


def test_bomb_is_refused_unopened(tmp_path):
    bomb = table(SERVICE) + "\n" * 20_000_000
    archive = zipped(tmp_path / "p.zip", {**good_tables(), "service.csv": bomb})

    directory = read(archive)

    assert file_codes(directory) == [("service.csv", "compressed_too_much")]
    assert [service.id for service in directory.services] == ["s1"]


def test_table_beyond_the_limit_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(containers, "TABLE_BYTES_MAX", 2000)

    directory = read(folder(tmp_path, languages=table({"service_id": "s1", "language": "x" * 3000})))

    assert file_codes(directory) == [("languages.csv", "too_big")]


def test_too_many_files_are_refused_as_a_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(containers, "FILES_MAX", 5)

    with pytest.raises(NotHsds) as refusal:
        read(zipped(tmp_path / "p.zip", good_tables()))

    assert refusal.value.fault == "too_many_files"


def test_damaged_member_is_reported_and_the_rest_is_read(tmp_path):
    content = "".join(f"{number},s1,Language {number}\n" for number in range(4000))
    languages = "id,service_id,language\n" + content
    path = zipped(tmp_path / "p.zip", {"language.csv": languages, **good_tables()})
    damaged = bytearray(path.read_bytes())
    damaged[2000:2100] = bytes(100)
    path.write_bytes(damaged)

    directory = read(path)

    assert file_codes(directory) == [("language.csv", "damaged_file")]
    assert [service.id for service in directory.services] == ["s1"]


def test_locked_member_is_refused(tmp_path):
    path = zipped(tmp_path / "p.zip", {**good_tables(), "contacts.csv": "id\n1\n"})
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        last = content.rfind(signature)
        content[last + offset] |= 1
    path.write_bytes(content)

    assert file_codes(read(path)) == [("contacts.csv", "encrypted")]


def test_utf16_table_is_refused_with_a_remedy(tmp_path):
    directory = read(folder(tmp_path, languages=table({"service_id": "s1", "language": "x"}).encode("utf-16")))

    assert file_codes(directory) == [("languages.csv", "not_utf8")]
    assert directory.report.entries[0].remedy == "Save the file as UTF-8."


def test_long_values_are_quoted_in_part_only(tmp_path):
    directory = read(folder(tmp_path, services=table({**SERVICE, "organization_id": "o" * 5000})))

    first = next(directory.report.of("unknown_reference"))
    assert len(str(first.params["value"])) == VALUE_SHOWN_MAX + 1


def test_control_sequences_do_not_reach_the_reader(tmp_path):
    directory = read(folder(tmp_path, services=table({**SERVICE, "status": "\x1b[2J\x07gone"})))

    assert directory.report.entries[0].params["value"] == " [2J gone"
