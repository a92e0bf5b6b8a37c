"""The lines of `rules/explain.py`. Text in square brackets is left out when something in it is not given."""

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "person-decides": {"zh": "由人评定", "en": "A person decides"},
    "gate-met": {"zh": "条件具备，得 {points}", "en": "Condition met: {points}"},
    "gate-not-met": {"zh": "条件不具备，不得分，少 {points}", "en": "Condition not met: 0, {points} lost"},
    "na": {"zh": "不适用[：{text}]", "en": "Not applicable[: {text}]"},
    "na-open": {
        "zh": "是否适用还不清楚[（不适用的情形：{text}）]",
        "en": "Whether it applies is not known[ (it does not if: {text})]",
    },
    "fact-missing": {"zh": "缺数据：{fact}[（{periods}）]", "en": "Missing: {fact}[ ({periods})]"},
    "ratio": {
        "zh": "[{text}：]{actual} ÷ {target}[ {unit}] × {points} = {got}[，少 {lost}]",
        "en": "[{text}: ]{actual} ÷ {target}[ {unit}] × {points} = {got}[, {lost} lost]",
    },
    "ratio-of": {
        "zh": "[{text}：]实际 {actual} {unit}，应办 {target} {unit}，{points} 分得 {got}[，少 {lost}]",
        "en": "[{text}: ]{actual} of {target} {unit} due, {got} of {points}[, {lost} lost]",
    },
    "ratio-full": {
        "zh": "[{text}：]实际 {actual}[ {unit}]，应达 {target}[ {unit}]，得 {points}",
        "en": "[{text}: ]{actual} of {target}[ {unit}] due: {points}",
    },
    "part-met": {"zh": "[{text}：]得 {points}", "en": "[{text}: ]{points}"},
    "part-not-met": {"zh": "[{text}：]不得分，少 {points}", "en": "[{text}: ]0, {points} lost"},
    "part-unknown": {"zh": "[{text}：]{points} 分还不能定", "en": "[{text}: ]{points} not yet known"},
    "part-person": {"zh": "[{text}：]{points} 分由人评定", "en": "[{text}: ]a person decides on {points}"},
    "part-na": {
        "zh": "[{text}：]不适用，{points} 分不计",
        "en": "[{text}: ]not applicable, {points} left out",
    },
    "nothing-due": {
        "zh": "[{text}：]没有应办的，{points} 分不计",
        "en": "[{text}: ]nothing was due, {points} left out",
    },
    "renormalised": {
        "zh": "适用部分 {applicable} 分按 {full} 分折算",
        "en": "The {applicable} points that apply are re-normalised to {full}",
    },
    "level-waiting": {
        "zh": "{points} 分等评定组评档",
        "en": "{points} wait for the levels of the evaluation group",
    },
    "level": {
        "zh": "评定组中位档 {level}（0–4）× {points} = {got}[，少 {lost}]",
        "en": "Median level {level} (0–4) × {points} = {got}[, {lost} lost]",
    },
    "deducted": {
        "zh": "{text}：{times} × {each}，扣 {off}",
        "en": "{text}: {times} × {each}, {off} off",
    },
    "nothing-deducted": {"zh": "{text}：没有，不扣分", "en": "{text}: none, nothing off"},
    "deduction-unknown": {
        "zh": "{text}：次数还不清楚，每次扣 {each}",
        "en": "{text}: number not known, {each} off each",
    },
    "deduction-person": {
        "zh": "{text}：由人核定，每次扣 {each}",
        "en": "{text}: a person counts, {each} off each",
    },
    "case": {"zh": "[{text}：]得 {points}", "en": "[{text}: ]{points}"},
    "case-open": {
        "zh": "落在哪一档还不清楚，{least} 至 {points}",
        "en": "The row is not yet certain, {least} to {points}",
    },
    "ballot": {
        "zh": "最低一类测评人的比率 {rate}，得 {points}",
        "en": "The lowest rate of the ballots is {rate}: {points}",
    },
    "ballot-waiting": {"zh": "等测评结果", "en": "Waiting for the ballot"},
    "decided": {"zh": "记为 {points}", "en": "Decided: {points}"},
    "decided-na": {"zh": "记为不适用", "en": "Decided: not applicable"},
    "decided-excused": {"zh": "有正当理由，不计", "en": "Excused, left out"},
    "gate-fired": {
        "zh": "门槛 {code} 未过：{text}[ 怎么过：{remedy}]",
        "en": "Gate {code}: {text}[ Remedy: {remedy}]",
    },
    "gate-unknown": {
        "zh": "门槛 {code} 还不能定：{text}",
        "en": "Gate {code} cannot be ruled out yet: {text}",
    },
    "veto-dark": {"zh": "因否决项 {code} 不能亮：{text}", "en": "Dark by veto {code}: {text}"},
    "veto-dark-unknown": {
        "zh": "否决项 {code} 还不能排除：{text}",
        "en": "Veto {code} cannot be ruled out yet: {text}",
    },
    "task-unknown": {"zh": "{task} {title} 还没有结果", "en": "{task} {title} has no result yet"},
    "star-na": {"zh": "没有适用的任务", "en": "No task applies"},
    "star-renormalised": {
        "zh": "适用 {applicable} 分中得 {earned}，折合 {score}",
        "en": "{earned} of the {applicable} points that apply, {score} of 100",
    },
    "at-line": {"zh": "{score} 分，达到 {line} 分", "en": "{score}, at or above the line of {line}"},
    "below-line": {
        "zh": "{score} 分，低于 {line} 分，差 {short}",
        "en": "{score}, below the line of {line}, {short} short",
    },
    "below-line-yet": {
        "zh": "目前 {score} 分，最高可到 {high} 分，需 {line} 分，还差 {short}",
        "en": "{score} so far and {high} at most, the line is {line}, {short} short",
    },
    "star-dark": {"zh": "{star}未亮（{score} 分）", "en": "{star} is dark ({score})"},
    "star-gated": {"zh": "{star}门槛未过", "en": "{star}: gate not passed"},
    "star-unknown": {"zh": "{star}待定", "en": "{star} is not yet known"},
    "star-not-applicable": {"zh": "{star}没有适用的任务", "en": "No task of {star} applies"},
    "capped": {
        "zh": "达到条件的有 {shining} 颗，最多亮 {lit} 颗",
        "en": "{shining} stars are reached, at most {lit} can be lit",
    },
    "grade-short": {
        "zh": "最高可得 {lit_high} 星，不到 {most} 星",
        "en": "At most {lit_high} of {most} stars",
    },
    "grade-unknown": {
        "zh": "星级还不能定，{most} 星仍有可能",
        "en": "The grade is open, {most} stars are still possible",
    },
    "composite-low": {
        "zh": "综合分 {high}，不到 {at_least}",
        "en": "The composite is {high}, below {at_least}",
    },
    "composite-unknown": {
        "zh": "综合分还不能定（{low} 至 {high}，需 {at_least}）",
        "en": "The composite is open ({low} to {high}, {at_least} needed)",
    },
    "satisfaction-low": {
        "zh": "总体满意率 {rate}，不到 {at_least_rate}",
        "en": "Satisfaction is {rate}, below {at_least_rate}",
    },
    "satisfaction-unknown": {
        "zh": "总体满意率还没有结果（需 {at_least_rate}）",
        "en": "Satisfaction is not known ({at_least_rate} needed)",
    },
    "veto-fired": {"zh": "否决项 {code}：{text}", "en": "Veto {code}: {text}"},
    "veto-unknown": {
        "zh": "否决项 {code} 还不能排除：{text}",
        "en": "Veto {code} cannot be ruled out yet: {text}",
    },
}

FRAME: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "unknown": "待定",
        "yes": "是",
        "no": "否",
        "na": "不适用",
        "excused": "有正当理由，不计",
        "between": "待定，{low} 至 {high}",
        "lit": "亮",
        "stars": "亮 {lit} 颗星",
        "dark": "未亮",
        "gated": "门槛未过",
        "counted": "计入",
        "composite": "综合分 {score}",
        "missing": "还差",
        "cannot_apply": "不能申报",
        "not_rated": "不评定星级",
        "colon": "：",
        "stop": "；",
        "and": " 和 ",
        "way": "{tasks} 全部做到，增加 {gain}，到 {score} 分",
    },
    "en": {
        "unknown": "unknown",
        "yes": "yes",
        "no": "no",
        "na": "not applicable",
        "excused": "excused",
        "between": "unknown, {low} to {high}",
        "lit": "lit",
        "stars": "{lit} stars lit",
        "dark": "dark",
        "gated": "gate not passed",
        "counted": "counted",
        "composite": "composite {score}",
        "missing": "missing",
        "cannot_apply": "cannot apply",
        "not_rated": "not rated",
        "colon": ": ",
        "stop": "; ",
        "and": " and ",
        "way": "{tasks} done wholly: {gain} more, {score} in all",
    },
}

_ORDINALS = "一二三四"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
PERIOD_NAMES: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "": "",
        **{f"Q{at}": f"第{ordinal}季度" for at, ordinal in enumerate(_ORDINALS, 1)},
        **{f"{month:02d}": f"{month} 月" for month in range(1, 13)},
    },
    "en": {"": "", **{f"{month:02d}": name for month, name in enumerate(_MONTHS, 1)}},
}
