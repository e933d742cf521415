import pytest

from sanshe.domain.people.models.addresses import address_key


@pytest.mark.parametrize(
    "written",
    [
        "3栋2单元501",
        "３栋２单元５０１",
        " 3 栋 2 单元 501 室",
        "三栋二单元五〇一",
        "3幢2单元501号",
        "3号楼2单元5楼501",
        "3#楼2单元501户",
        "3-2-501",
        "3—2—501",
        "3栋2-501",
        "03栋02单元0501",
        "青杠里社区3栋2单元501",
        "青杠里3栋2单元501",
    ],
)
def test_one_home_has_one_key_however_it_is_written(written):
    assert address_key(text=written, within="青杠里社区") == "3栋2单元501"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("B座1203", "B栋1203"),
        ("b座12层1203室", "B栋1203"),
        ("3-501", "3栋501"),
        ("纺园二院6栋十二单元3", "纺园2院6栋12单元3"),
        ("一百零二栋二十一单元7", "102栋21单元7"),
    ],
)
def test_other_homes_have_other_keys(written, key):
    assert address_key(text=written) == key


@pytest.mark.parametrize("written", ["", "   ", "村口那家", "，。", "\ud800"])
def test_what_names_no_home_has_no_key(written):
    assert address_key(text=written) == ""
