"""What can be wrong with given facts, and how to mend it: the words of `rules/given.py`."""

from collections.abc import Mapping

from baxing.rules.text import Text

WORDS: Mapping[str, tuple[Text, Text]] = {
    "not-an-object": (
        Text(zh="应当是一个 JSON 对象", en="A JSON object is wanted"),
        Text(zh="用 {{ }} 包起来", en="Put it in {{ }}"),
    ),
    "not-a-table": (
        Text(zh="应当是一个对象", en="An object is wanted"),
        Text(zh='写成 {{"代码": 值}}', en='Write {{"code": value}}'),
    ),
    "no-such-code": (
        Text(zh="没有 {name} 这一项", en="There is no {name}"),
        Text(zh="可用的有：{known}", en="There are: {known}"),
    ),
    "no-such-code-near": (
        Text(zh="没有 {name} 这一项", en="There is no {name}"),
        Text(zh="是不是 {near}？", en="Did you mean {near}?"),
    ),
    "no-such-sector": (
        Text(zh="标准包里没有领域 {value}", en="The pack has no sector {value}"),
        Text(zh="写成其中之一：{known}", en="Write one of {known}"),
    ),
    "no-year": (
        Text(zh="缺年度，或者不是整数", en="The year is missing or no whole number"),
        Text(zh="写成 2026", en="Write 2026"),
    ),
    "not-a-date": (
        Text(zh="{value} 不是日期", en="{value} is not a date"),
        Text(zh='写成 "2026-12-31"', en='Write "2026-12-31"'),
    ),
    "needs-periods": (
        Text(zh="这项数据要分期写（{period}）", en="This fact comes per {period}"),
        Text(zh='写成 {{"{first}": 值}}', en='Write {{"{first}": value}}'),
    ),
    "not-yes-no": (
        Text(zh="{value} 不是“是”或者“否”", en="{value} is not yes or no"),
        Text(zh="写 true 或者 false", en="Write true or false"),
    ),
    "not-within": (
        Text(zh="{value} 不是 {least} 至 {most} 之间的数", en="{value} is not a number of {least} to {most}"),
        Text(
            zh='写整数、小数或者 "3/4" 这样的分数；比率写 0.95，不写 95',
            en='Write a whole number, a decimal or a fraction such as "3/4"; a rate as 0.95, not 95',
        ),
    ),
    "not-points": (
        Text(zh="{value} 不是 0 至 {most} 分", en="{value} is not within 0 and {most} points"),
        Text(
            zh='最细到 0.01，写成 "12.50"，或者 "na"（不适用）、"excused"（有正当理由）',
            en='In steps of 0.01: write "12.50", or "na" (not applicable), "excused"',
        ),
    ),
    "not-levels": (
        Text(zh="{value} 不是 0–4 的评档", en="{value} are no levels of 0–4"),
        Text(zh="写成 [3, 3, 4]", en="Write [3, 3, 4]"),
    ),
    "too-few-raters": (
        Text(zh="只有 {count} 人评档，至少要 {least} 人", en="{count} raters, at least {least} are needed"),
        Text(zh="评满以前不要写", en="Leave it out until they have rated"),
    ),
    "levels-and-decision": (
        Text(zh="既有评档，又有评定分", en="It has both levels and a decision"),
        Text(zh="只留一个", en="Keep one of them"),
    ),
    "not-a-flag": (
        Text(zh="{value} 不是“是”或者“否”", en="{value} is not yes or no"),
        Text(zh="写 true、false 或者 null（未知）", en="Write true, false or null (unknown)"),
    ),
}
