"""Who is to pay, as the sentence says it."""

from sanshe.engines.language.characters import folded

# The first group with a word in the sentence decides; an hour for an hour is often also called free, so it comes first.
COST_WORDS: dict[str, str] = {
    "time_credit": (
        "时间银行 时间币 时间券 时间积分 时间储蓄 换工 换时间 以时间换 存时间 攒时间 互换 交换技能 技能交换 "
        "技能互换 以工换工 积分兑换 用积分 志愿时长"
    ),
    "public_service": (
        "公共服务 政府买单 政府出钱 政府购买 政府补贴 政府埋单 财政出钱 财政补贴 国家出钱 国家补贴 社区买单 "
        "社区出钱 街道出钱 民政出钱"
    ),
    "free": (
        "免费 不收费 不收钱 不要钱 不花钱 分文不取 不图钱 不图回报 义务帮 义务教 义务修 义务理 义务劳动 义诊 "
        "义剪 义工 义卖 义务 公益 志愿 白送 白给 无偿 送人 送给 自取 不用给钱 不用钱 一分钱不 不取分文 "
        "不用花钱 不要报酬"
    ),
    "paid": (
        "付费 有偿 收费 给钱 付钱 出钱 付报酬 有报酬 报酬 工钱 工资 酬劳 酬谢 辛苦费 跑腿费 红包 车费 油钱 "
        "油费 材料费 手工费 成本费 时薪 按小时 按次 元一 块一 元/ 块/ 块钱 元钱 多少钱 价格 价钱 怎么收 收点 "
        "低价 便宜卖 转让 出租 租金 月租 打折 八折 钱照给 按市价 给个意思 意思一下"
    ),
}
# Read as "no pay", though "pay" is in them.
_NOT_PAID = "不付费 不收费 免收费 乱收费 没工资 拖欠工资 欠工资 讨工资 工资条 工资卡"


def find_cost_basis(text: str) -> str | None:
    """Return `free`, `paid`, `time_credit` or `public_service` where the sentence says so, else None."""
    said = folded(text)
    for code, words in COST_WORDS.items():
        if code == "paid":
            for phrase in _NOT_PAID.split():
                said = said.replace(phrase, " ")
        if any(word in said for word in words.split()):
            return code
    return None
