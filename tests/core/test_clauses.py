"""Clauses that may not stand in a shop's terms are found in every wording they come in, and lawful ones are left alone.

The wordings are the ones law, courts and consumer bodies name, and those on cards and counters in three scripts.
"""

import re
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from app.core.clauses import SENTENCES, ClausePack, check, fold
from app.core.lawpack import LawPack, read_pack
from app.errors import BookUnusable, Message

PACK_FILE = Path(__file__).parents[2] / "resources" / "law" / "CN.toml"
PACK = read_pack("CN", PACK_FILE.read_text(encoding="utf-8"))


def rules(text):
    return [finding.rule for finding in check(text, PACK.clauses)]


VOID = {
    "cn.refund": [
        # Simplified
        "本卡一经售出，概不退款。", "概不退还", "一经售出概不退换", "售出概不退还", "余额概不退还",
        "充值金额恕不退还", "本卡不退不换", "不退、不换、不兑现", "会员卡不可退款", "不予退款",
        "不接受任何形式的退款", "不支持退款", "超过七日不予退款", "不支持七天无理由退款", "办卡后不退费",
        "充值后不能退", "卡内余额不可提现", "谢绝退款", "顾客放弃退款的权利", "本店拒绝退款", "课程一经开始学费不退",
        "概不退卡", "恕不退费", "概 不 退 款", "概不“退款”", "充值及赠送金额概不退还", "赠送金额和卡内余额概不退还",
        "余额不得退款、提现", "定金及储值金一律不予退还", "特价卡种不办理退卡", "储值一经使用，恕不办理退款",
        "剩余款项不予返还", "如遇停业，余额不予退回",
        # Traditional
        "本卡一經售出，概不退款", "售出恕不退費", "儲值金額不予退還", "餘額不得退還", "課程恕不接受退費",
        "本券售出後恕不退換", "儲值後不可退款", "謝絕退款", "不提供退費服務",
        # English
        "This card is non-refundable.", "NON REFUNDABLE", "nonrefundable", "No refunds.", "No refund will be given.",
        "Top-ups are not refundable.", "Payments cannot be refunded under any circumstances.",
        "All sales are final.", "We do not give refunds.", "We don't offer any refunds",
        "The balance cannot be exchanged for cash.", "Gift cards are non-refundable",
        "You waive your right to a refund.", "Deposits will not be refunded.", "Unused visits won’t be refunded",
    ],
    "cn.rescission": [
        "会员不得单方解除合同", "乙方中途不得退出课程", "客户无权提前终止协议", "會員不得單方終止合約或解除合同",
        "Members cannot cancel the contract.",
    ],
    "cn.transfer": [
        "不得转让", "本店储值卡不得转让", "本卡仅限本人使用，不可转让、转借", "禁止转让", "严禁私自转卖", "概不转让",
        "不予过户", "会员卡不办理更名", "不得以任何形式转赠他人", "恕不转让", "本卡不得轉讓", "不可轉贈",
        "恕不接受轉讓", "禁止轉售", "不得過戶", "This card is not transferable.", "Non-transferable",
        "Passes may not be transferred to anyone else.", "No transfers.", "Transfers are not permitted.",
        "The balance can't be assigned or passed on.",
    ],
    "cn.lost_card": [
        "遗失不补", "会员卡遗失概不补办", "丢失恕不补发", "卡片丢失、损坏，本店不予补办", "本卡不挂失", "不补办",
        "卡丢失后余额不予恢复", "遺失恕不補發", "遺失概不補辦", "本卡恕不掛失", "丟失不補",
        "Lost or stolen cards will not be replaced or refunded.", "Cards cannot be replaced if lost or stolen.",
        "We are not responsible for lost, stolen or damaged cards.", "No replacement for lost cards.",
    ],
    "cn.interpretation": [
        "本活动最终解释权归本店所有", "最终解释权归本店所有", "本店拥有最终解释权", "最终“解释权”归商家",
        "解释权归公司所有", "本店保留对本规则的解释权", "本店享有最终解释权", "以本店解释为准",
        "最 终 解 释 权 归 本 店", "由本店负责解释", "在法律允许范围内，最终解释权归本公司", "最終解釋權歸本店所有",
        "本店擁有最終解釋權", "本公司保有最終決定權", "本店保留最終解釋之權", "解釋權屬本店",
        "The shop reserves the right of final interpretation.", "Right of final interpretation belongs to us",
        "We have the right to finally interpret these rules", "Final interpretation rests with the shop.",
        "Our decision is final.", "We have the final say.",
    ],
    "cn.forfeit": [
        "过期作废", "逾期作废", "有效期一年，过期作废", "逾期不候余额清零", "到期余额清零", "卡内余额到期归零",
        "过期后余额自动清零", "逾期未使用视为自动放弃", "逾期不使用作废", "有效期过后剩余次数作废",
        "余额过期归本店所有", "到期未用完的次数清零", "期满剩余金额不退", "过期不退不补",
        "未在有效期内使用完的视为放弃", "到期自动失效", "过期恕不延期", "超过有效期作废", "逾期作廢", "餘額歸零",
        "到期餘額清零", "過期作廢恕不補發", "逾期未使用視同放棄", "使用期限屆滿，過期無效",
        "Any unused balance expires and is forfeited.", "Unused visits are forfeited after the expiry date.",
        "After one year the remaining balance will be cancelled.",
        "The card expires after 12 months and becomes void", "Expired cards cannot be refunded or extended.",
        "No extensions.", "Remaining credit is reset to zero", "Customers forfeit any remaining balance.",
    ],
    "cn.change": [
        "本店有权随时调整价格", "商家有权单方变更服务内容", "本店保留修改本规则的权利",
        "公司可根据经营情况调整服务项目", "本店有权对服务项目和价格进行调整", "价格如有变动，恕不另行通知",
        "项目调整不再另行通知", "如有更改，无需另行通知", "可随时变更优惠内容", "本店保留變更、調整活動內容之權利",
        "如有變更，恕不另行通知", "商家有權隨時調整售價", "We reserve the right to change prices at any time.",
        "The shop has the right to amend these terms", "Prices and services are subject to change.",
        "Terms may be changed without notice", "Services may change at any time",
        "The company retains the right to substitute services",
    ],
    "cn.disclaimer": [
        "如有损伤本店概不负责", "本店不承担任何责任", "由此造成的损失本店不承担赔偿责任",
        "会员在店内受伤，本店概不负责", "后果自负", "风险由顾客自行承担", "一切与本店无关", "物品丢失本店不负责",
        "免除本店的一切责任", "过敏反应责任自负", "本店概不負責", "本店不負任何責任", "後果自負", "風險自擔",
        "We are not liable for any injury.", "The shop accepts no responsibility for damage.",
        "Use is at your own risk.", "We disclaim all liability", "The shop shall not be held responsible.",
    ],
    "cn.court": [
        "争议由总部所在地人民法院管辖", "由公司注册地人民法院管辖", "发生争议只能提交上海仲裁委员会仲裁",
        "應由總公司所在地法院管轄", "The courts at our head office have exclusive jurisdiction.",
        "Disputes must be settled by arbitration.",
    ],
    "cn.complaint": [
        "消费者不得投诉", "会员不得以任何形式投诉、举报", "客户放弃起诉的权利", "顧客不得投訴",
        "You waive your right to sue.", "The customer agrees not to complain",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in VOID.items() for text in texts])
def test_a_void_clause_is_found(rule, text):
    assert rule in rules(text)


LAWFUL = [
    # refunds
    "七日内无理由退款", "自付款之日起七日内可无理由退款，五日内全额退还。", "余额可随时退还", "概不收取手续费",
    "不收取任何退款手续费", "退款时按比例收回赠送金额", "本金可退，赠送金额不予退还", "赠送金额不可提现、不找零",
    "退款不超过十五日到账", "本店不得拒绝退款", "本店不会以概不退款为由拒绝您的要求", "“概不退款”“不补办”等约定无效",
    "已使用部分不予退还，未使用部分全额退还", "如本店不退款，您可向12315投诉", "工本费不退",
    "染发后一周内不退色，可免费补染", "余额不足一次消费的，可以退还", "不满意可退可换", "积分不可兑换现金",
    "不设最低消费，不设概不退款条款", "优惠券不得退换", "已消费的服务不退，未消费的余额可退",
    "儲值七日內可無條件退費", "退費不收手續費", "贈送金額不予退費",
    "Refundable within 7 days without giving a reason.", "Fully refundable", "There is no refund fee.",
    "The bonus is not refundable; what you paid is.", "Bonus credit cannot be exchanged for cash.",
    "Visits already used are not refunded.", "We do not refund visits already used.",
    "The card fee is not refundable.", "Refunds are paid within fifteen days.", "We never refuse a refund.",
    "We will not charge for refunds.",
    # rescission
    "本店不得擅自解除合同", "您可以随时解除合同", "We cannot cancel the contract without your consent",
    # transfer
    "可转让", "余额可以转让给他人，通知本店后即办理更名", "转让不收费", "本店不得将合同义务转让给第三人",
    "不限制转让", "不限次卡不得转让给多人同时使用", "可轉讓", "本卡可轉贈他人", "Transferable",
    "You may transfer the balance; tell us and we rename the card.", "No transfer fee.",
    "A period pass may not be transferred to several people at once",
    # loss
    "遗失可挂失补办", "卡片丢失请及时挂失，余额不受影响", "补办不收费", "不记名卡不挂失", "不记名，丢失不补",
    "挂失前被他人使用的，本店不承担责任", "遺失可補發", "Lost cards are replaced and the balance is kept.",
    "No replacement fee.", "Bearer cards are not replaced.",
    # interpretation
    "本店不保留最终解释权", "条款有两种以上解释的，作出对顾客有利的解释", "如有疑问请店员解释", "我们没有最终解释权",
    "There is no right of final interpretation.", "Interpretation follows the law in the customer's favour.",
    # expiry
    "过期可延期", "过期不作废", "逾期余额不清零，可申请延期", "到期后余额仍可使用", "到期后可免费激活或者退款",
    "不设有效期，余额永不过期", "赠送金额到期清零", "积分过期作废", "优惠券逾期失效", "到期前三十日提醒",
    "过期的余额经申请可激活，不会清零", "余额为零的卡片自动作废", "賸餘金額到期可展延", "逾期可延期",
    "贈送金逾期失效", "Expired balances can be reactivated free of charge.", "The balance does not expire.",
    "Points expire after a year and are void.", "Unused visits are not forfeited.",
    "If you do not use it in time we extend it.", "The bonus expires and is forfeited.",
    "The card may be extended after it expires.",
    # changes
    "本店不得单方变更价格", "调整服务内容须经您同意", "本店可与您协商变更服务项目",
    "经顾客同意，本店可以更换服务项目", "价格调整的，已付款部分按原价执行", "本店可为您更换服务项目",
    "本店将提前三十日通知", "价格以购买时的价目表为准", "本店不会随时变更服务内容",
    "We may change a service only with your consent.", "Prices are not subject to change for what is paid.",
    "The shop does not reserve the right to change prices.", "Changes need your written agreement.",
    # liability
    "本店依法承担赔偿责任", "因不可抗力不能履行的，本店不承担违约责任", "顾客不承担任何费用", "您不承担责任",
    "本店对服务质量负责", "The shop is liable for faults by law.", "You are not liable for a card reported lost.",
    "We are not liable for delays beyond our control",
    "The customer bears no responsibility after reporting the loss",
    # disputes
    "可向消费者协会投诉，或者依法向人民法院起诉", "争议由有管辖权的人民法院管辖", "您可以投诉或者起诉",
    "由本店所在地人民法院管辖", "应向有管辖权的人民法院起诉或者申请仲裁", "本店不得阻碍顾客投诉",
    "You may complain to the consumer association or go to the competent court.",
    "Disputes may be taken to court or to arbitration.",
    # nothing to do with it
    "", "   \n\n", "请保管好您的卡片。", "Thank you for your custom.", "洗车十次卡，每次洗一辆车。",
    "头发不染色不收费", "The final decision rests with the court.", "Hair stays as it is", "12345 :-)",
    "本店营业时间：9:00–21:00",
]  # fmt: skip


@pytest.mark.parametrize("text", LAWFUL)
def test_a_lawful_clause_is_left_alone(text):
    assert rules(text) == []


# ---- where it stands ------------------------------------------------------------------------------------------------


def test_a_finding_says_where_what_and_by_which_article():
    text = "一、本卡可转让。\n二、本店保证：一经售出 概 不 退款，如有疑问请咨询。"
    (finding,) = check(text, PACK.clauses)
    assert text[finding.start : finding.end] == finding.words == "售出 概 不 退款"
    assert (finding.rule, finding.article) == ("cn.refund", "法释〔2025〕4号 Art. 9(1)")
    assert "第十四条" in finding.source
    assert finding.message.text == SENTENCES["refund"]


def test_every_clause_is_found_in_the_order_of_the_text():
    text = "概不退款，不得转让；遗失不补。过期作废！最终解释权归本店所有"
    assert rules(text) == ["cn.refund", "cn.transfer", "cn.lost_card", "cn.forfeit", "cn.interpretation"]


def test_words_that_offend_twice_are_reported_once():
    (finding,) = check("逾期余额不退", PACK.clauses)
    assert finding.words == "逾期余额不退"


def test_spans_hold_though_characters_grow_and_vanish():
    text = "ﬀ½㎏ İ 概\u200b不退款 ﷺ 概不退款"
    assert [text[f.start : f.end] for f in check(text, PACK.clauses)] == ["概\u200b不退款", "概不退款"]


def test_a_rule_counts_from_its_day_on():
    text = "概不退款，最终解释权归本店"
    assert [f.rule for f in check(text, PACK.clauses, date(2023, 6, 30))] == []
    assert [f.rule for f in check(text, PACK.clauses, date(2023, 7, 1))] == ["cn.interpretation"]
    assert [f.rule for f in check(text, PACK.clauses, date(2025, 5, 1))] == ["cn.refund", "cn.interpretation"]


def test_full_width_and_capitals_are_read_as_others():
    assert rules("ＮＯ　ＲＥＦＵＮＤＳ") == ["cn.refund"]


@given(st.text(max_size=200))
def test_any_text_can_be_checked(text):
    for finding in check(text, PACK.clauses):
        assert 0 <= finding.start < finding.end <= len(text)
        assert finding.words == text[finding.start : finding.end]


@given(st.lists(st.sampled_from([text for texts in VOID.values() for text in texts] + LAWFUL), max_size=6))
def test_each_line_is_judged_for_itself(lines):
    together = [f.rule for f in check("\n".join(lines), PACK.clauses)]
    assert together == [rule for line in lines for rule in rules(line)]


@pytest.mark.parametrize("piece", ["不", "本店有权", "过期余额", "the balance ", "no ", "概不退款，", "a" * 50 + " "])
def test_the_longest_text_takes_no_time_to_speak_of(piece):
    began = time.process_time()
    check((piece * 10_000)[:10_000], PACK.clauses)
    assert time.process_time() - began < 2


# ---- the pack -------------------------------------------------------------------------------------------------------


def test_every_traditional_form_of_a_character_in_a_pattern_is_known():
    rows = PACK_FILE.read_text(encoding="utf-8").split("[characters]")[0].splitlines()
    text = "".join(row for row in rows if not row.startswith(("source", "article", "#")))
    missing = []
    for name in ("s2t", "s2tw", "s2hk"):
        converter = OpenCC(name)
        for char in sorted(set(re.findall(r"[\u4e00-\u9fff]", text))):
            other = converter.convert(char)
            if other != char and PACK.clauses.characters.get(other) != char:
                missing.append((name, char, other))
    assert missing == []


def test_every_rule_names_its_article_its_source_and_how_sure_it_is():
    for rule in PACK.clauses.rules:
        assert rule.article
        assert rule.source
        assert rule.confidence in {"H", "M", "L"}
        assert rule.message.text in SENTENCES.values()
    assert len({rule.id for rule in PACK.clauses.rules}) == len(PACK.clauses.rules)


def test_a_value_is_the_one_in_force_on_the_day():
    text = (
        '[[value]]\nrule = "days"\nvalue = 7\neffective_from = 2025-05-01\nsource = "s"\nconfidence = "H"\n'
        '[[value]]\nrule = "days"\nvalue = 9\neffective_from = 2026-05-01\nsource = "s"\nconfidence = "H"\n'
    )
    pack = read_pack("X", text)
    found = [pack.value("days", on) for on in (date(2025, 4, 30), date(2025, 5, 1), date(2026, 5, 1))]
    assert [row and row.value for row in found] == [None, 7, 9]
    assert pack.value("weeks", date(2026, 5, 1)) is None


RULE = 'says = "refund"\narticle = "1"\neffective_from = 2025-05-01\nsource = "s"\nconfidence = "H"\n'


@pytest.mark.parametrize(
    "text",
    [
        "not toml",
        '[[clause]]\nid = "x"\n',
        f'[[clause]]\nid = "x"\npatterns = ["("]\n{RULE}',
        f'[[clause]]\nid = "x"\npatterns = ["<unknown>"]\n{RULE}',
        '[[clause]]\nid = "x"\npatterns = ["a"]\n' + RULE.replace("refund", "nothing"),
        '[[clause]]\nid = "x"\npatterns = ["a"]\n' + RULE.replace("2025-05-01", '"soon"'),
        '[[value]]\nrule = "days"\nvalue = "many"\neffective_from = 2025-05-01\nsource = "s"\nconfidence = "H"\n',
        "clause = 5",
    ],
)
def test_a_pack_badly_edited_is_refused_in_words(text):
    with pytest.raises(BookUnusable, match="CN"):
        read_pack("CN", text)


def test_a_shop_may_add_a_rule_with_a_sentence_of_its_own():
    rule = RULE.replace('says = "refund"', 'message = "Not here."')
    pack = read_pack("X", f'[[clause]]\nid = "own"\npatterns = ["happy hour"]\n{rule}')
    (finding,) = check("HAPPY hour", pack.clauses)
    assert finding.message == Message("Not here.")


def test_without_rules_nothing_is_found():
    assert check("概不退款", LawPack("INTL").clauses) == []
    assert check("概不退款", ClausePack()) == []


def test_folding_keeps_places():
    folded = fold("概 不 退", {})
    assert (folded.text, list(folded.places)) == ("概不退", [0, 2, 4])
    assert fold("can't “stop”", {}).text == "can't stop"
    assert fold("退 \n 款", {}).text == "退\n款"
