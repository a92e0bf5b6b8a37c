"""Content that a standard should not hold: watching residents, scoring persons, punishing complaints,
asking for proof for the sake of proof.

Only warnings: the words may stand in a sentence that forbids the thing. Source and reasons: domain §10, §12.
"""

import re
from collections.abc import Iterator

from baxing.rules.text import Text

# Group -> words in Chinese, and patterns in English.
WORDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "religion": (
        ("宗教", "信教", "寺庙", "朝佛", "僧尼", "教民"),
        (r"religio\w*", r"temples?", r"monaster\w+", r"monks?", r"nuns?"),
    ),
    "petition": (("信访", "上访", "缠访", "越级访", "非访"), (r"petition\w*",)),
    "security": (
        ("维稳", "治安", "群体性事件", "敏感人员", "重点人员", "双联户", "涉稳"),
        (r"stability maintenance", r"public security", r"key persons?", r"double-linked households?"),
    ),
    "residents": (
        ("网格巡查", "入户排查", "人员排查", "出入登记", "思想动态", "举报邻", "流动人口管控"),
        (
            r"grid patrols?",
            r"household (?:inspection|screening)s?",
            r"entry logs?",
            r"thought (?:register|trend)s?",
        ),
    ),
    "person": (
        ("民族成分", "民族身份", "身份证号", "银行卡号", "家庭住址", "病史", "健康状况", "政治审查"),
        (
            r"ethnic(?:ity| identity| origin)",
            r"identity card numbers?",
            r"bank accounts?",
            r"medical histor\w+",
            r"political vetting",
        ),
    ),
    "tracking": (
        ("人脸", "指纹", "定位", "轨迹", "打卡", "签到率", "扫码签到", "直播会议"),
        (
            r"face recognition",
            r"facial",
            r"fingerprints?",
            r"gps",
            r"geolocation",
            r"location tracking",
            r"check-ins?",
            r"clock(?:ing)?-in",
        ),
    ),
    "persons-scored": (
        ("党员积分", "个人积分", "积分排名", "积分制", "学习积分", "红黑榜", "黑名单", "红榜"),
        (
            r"(?:member|personal|individual) (?:points|scores)",
            r"point rankings?",
            r"black ?lists?",
            r"red lists?",
        ),
    ),
    "ranking": (
        ("排名", "末位", "名次", "后进率", "倒数"),
        (r"ranking", r"leaderboards?", r"league tables?", r"bottom \d+"),
    ),
    "photos": (
        ("照片", "拍照", "影像资料", "视频佐证", "图片佐证"),
        (r"photos?", r"photographs?", r"video evidence"),
    ),
    "press": (
        ("媒体报道", "信息采用", "宣传稿", "经验材料被", "信息报送数"),
        (r"press items?", r"media reports?", r"articles? published"),
    ),
}

_ZH_NOT = re.compile(
    r"(?:不得|不作|不做|不设|不搞|不收|不看|不记|不计|不以|不用|不要求|不需要|无需|禁止|严禁|没有|不|无|非)[^，。；、]{0,8}$"
)
_EN_NOT = re.compile(r"\b(?:no|not|never|without|neither|nor|forbidden)\b[^.;,]{0,40}$", re.IGNORECASE)


def watched(text: Text) -> Iterator[tuple[str, str]]:
    """(group, word) for every group that the text touches, unless the words before it rule the thing out."""
    for group, (chinese, english) in WORDS.items():
        word = next((word for word in chinese if _said(text.zh, word)), None) or next(
            (found for pattern in english if (found := _found(text.en, pattern))), None
        )
        if word:
            yield group, word


def _said(text: str, word: str) -> bool:
    return any(not _ZH_NOT.search(text[: hit.start()]) for hit in re.finditer(re.escape(word), text))


def _found(text: str, pattern: str) -> str | None:
    for hit in re.finditer(rf"\b(?:{pattern})\b", text, re.IGNORECASE):
        if not _EN_NOT.search(text[: hit.start()]):
            return hit.group()
    return None
