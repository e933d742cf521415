"""What hangs on the demo's notice boards, with the talk below it and what had to be decided about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO

from PIL import Image, ImageDraw

from sanshe.domain.boards import operations
from sanshe.domain.boards.choices import ReportReason
from sanshe.domain.boards.models import Board, Comment, Post
from sanshe.domain.organisations import operations as organisations
from sanshe.domain.organisations.choices import MembershipKind
from sanshe.domain.organisations.models import Organization
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community

# Of each group here: who looks after it, and who belongs to it.
GROUPS = {
    "g33": ("p003", ("p016", "p026", "p061", "p066")),
    "g38": ("p040", ("p019", "p065", "p071")),
    "g37": ("p048", ("p018", "p022", "p047")),
}


@dataclass(frozen=True)
class Said:
    """A notice: where, by whom, how long ago; what was answered after how many hours."""

    board: str
    author: str
    hours_ago: int
    title: str
    text: str
    answers: tuple[tuple[str, int, str], ...] = ()
    picture_alt: str = ""


NOTICES = (
    Said(
        "fangyuan",
        "p005",
        20,
        "周四停水，请先存一点",
        "自来水公司换三院门口那根老管子，周四早上 8:00 到下午 4:00，一院、二院、三院都停水。\n\n"
        "腿脚不便、要人帮着提水的，在下面说一声，或者到服务中心找我。",
        (
            ("p029", 1, "六楼提不动，能不能帮我存两桶？"),
            ("p005", 2, "@何婆婆 记下了，周三下午给您提上来。"),
            ("p037", 3, "我周三在家，二院的我来提。"),
        ),
    ),
    Said(
        "fangyuan",
        "p016",
        50,
        "捡到一串钥匙",
        "今早在老开水房门口捡到一串钥匙，拴了个红毛线球。放在单车棚老张那里，认得出来的去拿。",
        (("p031", 4, "是我老伴的！谢谢董阿姨，毛线球就是她钩的。"), ("p016", 5, "@李大爷 快去拿，莫再掉了。")),
    ),
    Said(
        "fangyuan",
        "p044",
        76,
        "",
        "二院 6 栋楼道灯又不亮了，晚上上楼要打手电。哪个晓得该找谁？",
        (("p017", 2, "灯泡我有，明天早上我带梯子来换。"), ("p001", 9, "@吴师傅 换好了，亮堂得很，难为你了。")),
    ),
    Said(
        "fangyuan",
        "p036",
        130,
        "集市还要不要夜场？",
        "上个月夜场人多，也有街坊说吵。大家说说看：要的话，摆到几点合适？",
        (
            ("p075", 3, "九点收摊，正好。"),
            ("p063", 6, "我住临街，八点半以后就想睡了。"),
            ("p067", 8, "那就八点半收摊，东西先收拾，音响不开。"),
        ),
    ),
    Said(
        "lanan",
        "p006",
        30,
        "三期交付答疑",
        "周六上午 10:00，一期架空层，开发商和物业都来。想问的先写在下面，我汇总了带去。",
        (("p039", 1, "电梯什么时候全开？"), ("p022", 2, "会所到底归谁？"), ("p006", 5, "都记下了，还有三天可以写。")),
    ),
    Said(
        "lanan",
        "p018",
        95,
        "",
        "快递驿站晚上十点关门，加班的人取不到。有没有住一期的愿意代收一下？",
        (("p024", 2, "放我门口吧，二期 3 栋，我睡得晚。"),),
    ),
    Said(
        "youfangjie",
        "p007",
        44,
        "充电棚改造，请移车",
        "下周一开始换充电棚的线路，电瓶车请移到老井坝子，三天就好。有问题直接打社区电话。",
        (("p028", 3, "送外卖的晚上哪里充？"), ("p007", 4, "@小杨 工作站门口接了两排插座，通宵开。")),
    ),
    Said(
        "g38",
        "p065",
        28,
        "周三残局，谁来破",
        "老规矩，三泰茶馆靠窗那桌，七点。输的请一碗盖碗茶。",
        (("p040", 2, "我看红先胜。"), ("p019", 3, "@石师傅 你莫吹，来了再说。"), ("p071", 20, "带个徒弟来看，行不？")),
        "木桌上的一盘残局",
    ),
    Said("g38", "p040", 120, "新来的棋友先看这条", "不赌钱，不悔棋，不催人。带小孩来的，茶馆老板给小板凳。"),
    Said(
        "g33",
        "p003",
        60,
        "重阳节演出排练",
        "周五下午两点，工人俱乐部二楼。白衬衣、黑裤子，保温杯自带。",
        (("p026", 2, "我嗓子哑了，站后排对口型。"), ("p003", 3, "@肖阿姨 先养着，站中间都行。")),
    ),
    Said(
        "g37",
        "p047",
        52,
        "宠物草坪捡屎袋补了",
        "两个箱子都放满了，用完的说一声我再补。",
        (("p048", 1, "@小徐 辛苦，这个月的钱我转你。"),),
    ),
)


def load(
    *,
    communities: Mapping[str, Community],
    people: Mapping[str, Person],
    organizations: Mapping[str, Organization],
    at: datetime,
) -> None:
    """Put up what hangs on the boards of the demo district."""
    long_ago = at - timedelta(days=180)
    for key, (officer, members) in GROUPS.items():
        for person, kind in ((officer, MembershipKind.OFFICER), *((one, MembershipKind.MEMBER) for one in members)):
            organisations.start_membership(
                person=people[person], organization=organizations[key], kind=kind, at=long_ago, actor=None
            )
    boards = {
        key: operations.open_board(
            organization=organizations[key] if key in GROUPS else None,
            community=None if key in GROUPS else communities[key],
            at=long_ago,
            actor=None,
        )
        for key in sorted({said.board for said in NOTICES})
    }
    posts = [_put_up(said, boards[said.board], people, at) for said in sorted(NOTICES, key=lambda one: -one.hours_ago)]
    water = next(post for post in posts if post.title.startswith("周四停水"))
    operations.pin_post(actor=people["p005"], post_id=water.pk, until=at + timedelta(days=3), at=at)
    _decide(boards["fangyuan"], people, at)


def _put_up(said: Said, board: Board, people: Mapping[str, Person], at: datetime) -> Post:
    posted_at = at - timedelta(hours=said.hours_ago)
    author = people[said.author]
    pictures = []
    if said.picture_alt:
        picture = operations.store_picture(actor=author, file=_chessboard(), at=posted_at)
        pictures.append((picture.pk, said.picture_alt))
    post = operations.post_notice(
        actor=author, board=board, title=said.title, text=said.text, pictures=pictures, at=posted_at
    )
    for person, hours, text in said.answers:
        _answer(post, people[person], text, posted_at + timedelta(hours=hours))
    return post


def _answer(post: Post, person: Person, text: str, at: datetime) -> Comment:
    return operations.post_comment(actor=person, post_id=post.pk, text=text, at=at)


def _decide(board: Board, people: Mapping[str, Person], at: datetime) -> None:
    """Tell the stories of three notices: one waits for a moderator, one was shown again, one is objected to."""
    hours = timedelta(hours=1)
    medicine = operations.post_notice(
        actor=people["p054"],
        board=board,
        title="降压神药，三天见效",
        text="亲戚厂里的，不用吃西药，先到先得，要的给我打电话。",
        at=at - 9 * hours,
    )
    for number, person in enumerate(("p003", "p061")):
        operations.report_writing(
            actor=people[person],
            writing=medicine,
            reason=ReportReason.FRAUD if number else ReportReason.UNTRUE,
            words="" if number else "降压药不能随便停，要出人命的",
            at=at - (8 - number) * hours,
        )
    noise = operations.post_notice(
        actor=people["p021"],
        board=board,
        title="",
        text="跳坝坝舞的音响能不能小声点，娃娃要高考！再这样我要骂人了。",
        at=at - 200 * hours,
    )
    operations.hide_writing(
        actor=people["p008"],
        writing=noise,
        reason=ReportReason.INSULTING,
        words="有话好好说，写“要骂人”伤和气。",
        at=at - 190 * hours,
    )
    objection = _object(noise, "我没有骂人，是真的着急，孩子晚上复习。", at - 180 * hours)
    operations.decide_appeal(
        actor=people["p005"],
        appeal_id=objection.pk,
        is_restored=True,
        words="说的是实情，没有骂人。已请舞队九点收音响。",
        at=at - 170 * hours,
    )
    _answer(noise, people["p032"], "我们商量好了，考完以前八点半就收。", at - 160 * hours)
    quarrel = operations.post_notice(
        actor=people["p062"],
        board=board,
        title="三院那家天天占车位",
        text="就是 9 栋那家姓吴的，车牌大家都晓得，见一次说一次！",
        at=at - 60 * hours,
    )
    operations.hide_writing(
        actor=people["p005"],
        writing=quarrel,
        reason=ReportReason.PRIVATE,
        words="请不要把人家姓什么、住哪里写出来。车位的事我们来约两家谈。",
        at=at - 55 * hours,
    )
    _object(quarrel, "我只说了实话，车位确实是公家的。", at - 50 * hours)


def _object(post: Post, words: str, at: datetime):
    post.refresh_from_db()
    return operations.appeal(actor=post.author, writing=post, words=words, at=at)


def _chessboard() -> BytesIO:
    """Draw an endgame on a wooden table."""
    image = Image.new("RGB", (960, 720), (196, 154, 98))
    draw = ImageDraw.Draw(image)
    left, top, step = 160, 80, 80
    for row in range(8):
        draw.line((left, top + row * step, left + 8 * step, top + row * step), fill=(90, 60, 30), width=3)
    for column in range(9):
        draw.line((left + column * step, top, left + column * step, top + 7 * step), fill=(90, 60, 30), width=3)
    for column, row, colour in ((4, 0, 0), (3, 1, 0), (6, 3, 1), (2, 5, 1), (4, 7, 1), (7, 2, 0), (5, 4, 1)):
        x, y = left + column * step, top + row * step
        ring = (170, 40, 30) if colour else (30, 50, 40)
        draw.ellipse((x - 32, y - 32, x + 32, y + 32), fill=(240, 222, 180), outline=ring, width=7)
        draw.ellipse((x - 18, y - 18, x + 18, y + 18), outline=ring, width=4)
    stream = BytesIO()
    image.save(stream, "PNG")
    stream.seek(0)
    return stream
