"""Invented names of people and firms in Chinese (simplified and traditional) and English, common ones more often."""

from itertools import accumulate
from random import Random

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余"
    "于杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯"
    "龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤解单仇查盖"
)
_RARE_SURNAMES = ("欧阳", "上官", "司马", "诸葛", "夏侯", "尉迟", "皇甫")
_SURNAMES_TRADITIONAL = "陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴周葉蘇莊呂江何蕭羅簡鍾"
#: How common a surname is by its place in the list: the first few are those of every fourth person.
_WEIGHTS = tuple(accumulate(1 / (place + 6) for place in range(len(_SURNAMES))))
_WEIGHTS_TRADITIONAL = tuple(accumulate(1 / (place + 3) for place in range(len(_SURNAMES_TRADITIONAL))))

_GIVEN_FEMALE = (
    *("敏", "静", "丽", "娜", "芳", "娟", "艳", "霞", "玲", "燕", "秀英", "桂兰", "玉梅", "淑华", "晓燕", "丽娟"),
    *("雨桐", "欣怡", "梓涵", "诗涵", "思琪", "佳怡", "梦洁", "婷婷", "雅琴", "美玲", "雪梅", "海燕", "春花", "慧敏"),
    *("子萱", "可欣", "若曦", "语嫣", "晓琳", "文静", "颖", "蕾", "洁", "倩", "莹", "琳", "瑶", "茜", "宁", "月"),
)
_GIVEN_MALE = (
    *("伟", "强", "磊", "军", "洋", "勇", "杰", "涛", "超", "明", "刚", "平", "辉", "鹏", "建国", "志强", "建华"),
    *("国强", "文斌", "俊杰", "浩然", "子轩", "宇航", "博文", "天宇", "嘉豪", "志远", "海涛", "晓东", "永康", "德明"),
    *("一鸣", "思远", "皓轩", "子墨", "家乐", "鑫", "斌", "波", "峰", "亮", "宁", "凯", "毅", "旭", "翔", "乐"),
)
_GIVEN_TRADITIONAL = (
    *("怡君", "雅婷", "佳穎", "欣怡", "淑芬", "美玲", "麗華", "惠雯", "詩涵", "宜蓁", "志豪", "俊傑", "冠宇", "家豪"),
    *("建宏", "承恩", "宗翰", "柏翰", "文雄", "國棟", "曉雲", "婉儀", "詠琳", "嘉欣", "浩賢", "偉業", "子晴", "樂兒"),
)
_FIRST = (
    *("Olivia", "Emma", "Grace", "Hannah", "Sophie", "Alice", "Chloe", "Maria", "Elena", "Priya", "Yuki", "Fatima"),
    *("James", "Daniel", "Thomas", "Oliver", "Lucas", "Ben", "Samuel", "Marco", "Ivan", "Omar", "Kenji", "Peter"),
)
_LAST = (
    *("Smith", "Jones", "Taylor", "Brown", "Wilson", "Evans", "Walker", "Wright", "Green", "Hall", "Clarke", "Moore"),
    *("Martin", "Rossi", "Novak", "Petrov", "Tanaka", "Sato", "Patel", "Singh", "Haddad", "Costa", "Keller", "O'Brien"),
)
_PLACES = ("临江", "云溪", "东屏", "锦河", "南埠", "青川湾", "白鹿", "望山")
_BRANDS = (
    *("晨光", "宏远", "金桥", "海天", "瑞丰", "鼎盛", "博雅", "新宇", "华茂", "联创", "嘉禾", "恒信", "蓝海", "众诚"),
    *("天成", "百汇", "盛世", "德润", "佳美", "启航", "星河", "长风", "明德", "康泰", "大有", "万和", "锦程", "同创"),
)
TRADES = (
    ("商贸", "Trading"),
    ("建材", "Building Supplies"),
    ("物流", "Logistics"),
    ("酒店管理", "Hotels"),
    ("影视文化", "Film & Media"),
    ("婚庆服务", "Weddings"),
    ("汽车租赁", "Car Rental"),
    ("物业服务", "Facilities"),
    ("餐饮", "Catering"),
    ("教育咨询", "Education"),
)
"""What firms do, in Chinese and English."""

_ENGLISH_BRANDS = ("Harbour Light", "Blue Heron", "Northgate", "Silver Birch", "Longbridge", "Eastfield", "Kingfisher")


def happens(rng: Random, share: float) -> bool:
    """Return True in a share of all cases."""
    return rng.random() < share


def chinese(rng: Random) -> str:
    """Return a name in simplified characters; surnames of two characters and ones read in two ways come up too."""
    rare = happens(rng, 0.006)
    surname = rng.choice(_RARE_SURNAMES) if rare else rng.choices(_SURNAMES, cum_weights=_WEIGHTS)[0]
    return surname + rng.choice(_GIVEN_FEMALE if happens(rng, 0.6) else _GIVEN_MALE)


def traditional(rng: Random) -> str:
    """Return a name in traditional characters."""
    surname = rng.choices(_SURNAMES_TRADITIONAL, cum_weights=_WEIGHTS_TRADITIONAL)[0]
    return surname + rng.choice(_GIVEN_TRADITIONAL)


def english(rng: Random) -> str:
    """Return a name as English writes it."""
    return f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"


def firm(rng: Random) -> tuple[str, int]:
    """Return the name of a Chinese firm and the number of its trade."""
    trade = rng.randrange(len(TRADES))
    return f"{rng.choice(_PLACES)}{rng.choice(_BRANDS)}{TRADES[trade][0]}有限公司", trade


def english_firm(rng: Random) -> tuple[str, int]:
    """Return the name of an English firm and the number of its trade."""
    trade = rng.randrange(len(TRADES))
    return f"{rng.choice(_ENGLISH_BRANDS)} {TRADES[trade][1]} Ltd.", trade
