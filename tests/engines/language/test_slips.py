"""Slips of the pen are read as they were meant, and what was written rightly stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshe.engines.language.slips import mended
from sanshe.engines.language.tokens import tokenize

SLIPS = """
挂浩→挂号 体捡→体检 燃汽灶→燃气灶 煤汽罐→煤气罐 钢勤→钢琴 取要→取药 轮倚→轮椅 电替→电梯 停车未→停车位
物业废→物业费 社报卡→社保卡 医报卡→医保卡 下水到→下水道 按装→安装 血唐→血糖 血压记→血压计 水笼头→水龙头
热水气→热水器 洗衣鸡→洗衣机 电视鸡→电视机 油烟鸡→油烟机 充电庄→充电桩 居为会→居委会 业为会→业委会
居委汇→居委会 残集证→残疾证 老年正→老年证 居住正→居住证 退休斤→退休金 养老斤→养老金 公租防→公租房
廉租防→廉租房 低宝→低保 瘫换→瘫痪 摊痪→瘫痪 灭火气→灭火器 助听气→助听器 陪珍→陪诊 陪胡→陪护 保借→保洁
保木→保姆 托关→托管 作页→作业 国化→国画 合倡→合唱 羽毛求→羽毛球 乒乓求→乒乓球 篮求→篮球 健康吗→健康码
调借→调解 遗主→遗嘱 抑玉→抑郁 失免→失眠 按磨→按摩 针久→针灸 缝部→缝补 裁逢→裁缝 噪生→噪声 垃机→垃圾
捐增→捐赠 绿画→绿化 消访→消防 隐换→隐患 拆千→拆迁 征守→征收 志愿折→志愿者 简力→简历 贷宽→贷款
公积斤→公积金 疫描→疫苗 接仲→接种 口照→口罩 急珍→急诊 救护扯→救护车 糖尿并→糖尿病 高血鸭→高血压
偏摊→偏瘫 痴带→痴呆 慰闻→慰问 流浪毛→流浪猫 流浪苟→流浪狗 斑马现→斑马线 红绿登→红绿灯 公交展→公交站
眼境→眼镜 驻院→住院 复察→复查 身分证→身份证 帐号→账号 帐单→账单 按排→安排 燥音→噪音 座便器→坐便器
充电装→充电桩 救户车→救护车 灭火汽→灭火器 残疾正→残疾证 健康玛→健康码 门紧卡→门禁卡 志愿遮→志愿者
养老圆→养老院 居住政→居住证 营业直照→营业执照 结婚正→结婚证 房产正→房产证 出生正明→出生证明 垃圾痛→垃圾桶
电动扯→电动车 图书棺→图书馆 活动式→活动室 洗衣叽→洗衣机 热水汽→热水器 电饭包→电饭煲 油烟叽→油烟机
老年痴带→老年痴呆 白内瘴→白内障 助听汽→助听器 红绿等→红绿灯 消防通到→消防通道 停车非→停车费 物业飞→物业费
法律援住→法律援助
"""
RIGHT = """
我们一起去吧 家里没有人 明天下午三点到医院 请问有没有人能帮忙 水还没有来 路也没有修好 谁能来看看 孩子在学校里
老人一个人在家 想学一点英语 下水到处都是 我要到楼下去 把我家的水停了 还是没人管 这里的人都很好 从这里到那里
大家都在等 请大家帮帮忙 有的人不知道 会不会太晚了 业主们的意见 市民也能看到 一到晚上就吵 免得找人麻烦
能够不找人照顾 说要重新铺路 没干净的水喝 笔很大的收入 停车位的收入 和广告的收入 今年春天开始 楼道里堆满东西
电梯坏了三天 灯不亮已经两周 小区门口很堵 物业不管事 想找个阿姨做饭 周末有空打球 我会修自行车 可以教拉二胡
陪我妈去看病 帮我取个快递 接孩子放学 晚上照看一下 送一顿午饭 教老人用手机 换个灯泡 通一下下水道 修水龙头
装个扶手 量血压 借个轮椅
"""


@pytest.mark.parametrize("pair", SLIPS.split())
def test_slip_is_found_as_what_was_meant(pair):
    written, meant = pair.split("→")

    assert set(pairs(meant)) <= set(tokenize(f"想问问{written}的事"))


@pytest.mark.parametrize("sentence", RIGHT.split())
def test_what_is_right_stays(sentence):
    assert set(tokenize(sentence)) == {token for token in tokenize(sentence) if token.removeprefix("w:") in sentence}


@given(st.text(alphabet="陪老人去医院挂号浩看病下水道到修里电梯替气汽", min_size=1, max_size=20))
def test_length_and_place_of_every_character_stay(run):
    after = mended(run, tuple(run))

    assert len(after) == len(run)
    assert set(tokenize(run)) >= set(pairs(run))


def pairs(run):
    return [run[index : index + 2] for index in range(len(run) - 1)]
