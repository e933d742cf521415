"""Sheets to print, and what can be seen of a PDF without a reader."""

import re
import zlib
from dataclasses import replace

from sanshe.formats.print import BlankForm, DoorLetter, PrintField, ReceiptSheet

RECEIPT = ReceiptSheet(
    title="您的回执",
    community_name="青杠里社区",
    code="7K3M-92PD",
    claim_url="https://board.example.cn/claim/7K3M92PD",
    issued_text="2026 年 3 月 2 日上午 9:00",
    person_name="王秀兰",
    lines=[("您说的", "想找人陪我妈去医院"), ("时间", "周二上午")],
    consent_text="您同意由社区工作者代您写下这些。",
    entered_by_text="代写人：小刘",
    contact_text="有事请到居委会一楼。",
    language="zh-hans",
)
FORM = BlankForm(
    kind="need",
    title="我想请人帮忙",
    intro="请用黑色笔写。",
    serial="F-2026-000123",
    url="https://board.example.cn/f/F2026000123",
    fields=[
        PrintField("您叫什么名字？", "怎么称呼您也可以写。", "line"),
        PrintField("您需要什么？", "", "lines", lines=4),
        PrintField("哪一天？", "", "date"),
        PrintField("什么时候方便？", "", "ticks", choices=["上午", "下午", "晚上", "周末都可以的"]),
    ],
    consent_text="我同意把这张纸上写的录入。",
    sign_label="签名",
    language="zh-hans",
)
LETTER = DoorLetter(
    community_name="青杠里社区",
    address="幸福路 12 号 3 单元 502",
    code="K7M3-92PD",
    url="https://board.example.cn/door/K7M392PD",
    valid_until_text="6 月 1 日前有效。",
    title="您好",
    intro_lines=["小区有了自己的告示板。"],
    language="zh-hans",
)


def form_of(**changes) -> BlankForm:
    """Return the form with some of its parts changed."""
    return replace(FORM, **changes)


def page_count(pdf: bytes) -> int:
    """Count the pages of a PDF."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def characters_of(pdf: bytes) -> set[str]:
    """Return every character that stands on a page, from the tables by which a reader would copy it."""
    found = set()
    for stream in re.findall(rb"stream\n(.*?)\nendstream", pdf, flags=re.DOTALL):
        try:
            content = zlib.decompress(stream)
        except zlib.error:
            continue
        for code in re.findall(rb"^<[0-9A-F]{4}> <([0-9A-F]+)>$", content, flags=re.MULTILINE):
            found |= set(bytes.fromhex(code.decode()).decode("utf-16-be"))
    return found
