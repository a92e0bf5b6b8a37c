"""Words for what is wrong with the form of a pack file: the file itself, its keys, its values."""

# code: (what zh, what en, mend zh, mend en)
FORM: dict[str, tuple[str, str, str, str]] = {
    # the file
    "no-file": (
        "没有这个文件：%(name)s",
        "There is no such file: %(name)s",
        "检查文件名；stars: 里的文件名相对于 pack.yaml 所在的文件夹",
        "Check the name; names under stars: are relative to the folder of pack.yaml",
    ),
    "outside": (
        "文件 %(name)s 不在标准包的文件夹里",
        "The file %(name)s lies outside the folder of the pack",
        "把文件放进标准包的文件夹",
        "Move the file into the folder of the pack",
    ),
    "too-large": (
        "文件超过 2 MB",
        "The file is larger than 2 MB",
        "标准包只放文字和数字，附件另放",
        "A pack holds words and numbers only; keep attachments elsewhere",
    ),
    "not-utf8": (
        "文件不是 UTF-8 编码",
        "The file is not in UTF-8",
        "用 UTF-8 编码另存一次",
        "Save it again in UTF-8",
    ),
    "not-yaml": (
        "从这里读不下去：%(detail)s",
        "It cannot be read from here on: %(detail)s",
        "检查这一行和上一行的缩进、冒号和引号",
        "Check indentation, colons and quotes of this line and the one above",
    ),
    "too-deep": (
        "层次超过 %(most)s 层，或引用展开后过大",
        "More than %(most)s levels deep, or too large once its references are unfolded",
        "写平一些，少用 & 和 * 引用",
        "Write it flatter, with fewer & and * references",
    ),
    "duplicate-key": (
        "“%(key)s”写了两次",
        "“%(key)s” is written twice",
        "留一个，删一个（第一次在第 %(first)s 行）",
        "Keep one of them (the first is in line %(first)s)",
    ),
    # the structure
    "missing": (
        "缺少 %(key)s",
        "%(key)s is missing",
        "补上 %(key)s:",
        "Add %(key)s:",
    ),
    "unknown-key": (
        "不认识 %(key)s",
        "%(key)s is not known here",
        "删掉它；这里可以写：%(known)s",
        "Remove it; known here: %(known)s",
    ),
    "misspelt-key": (
        "不认识 %(key)s，是不是 %(guess)s？",
        "%(key)s is not known here; did you mean %(guess)s?",
        "把 %(key)s 改成 %(guess)s",
        "Change %(key)s to %(guess)s",
    ),
    "not-text": (
        "这里要写文字，现在是%(value)s",
        "Words are expected here, not %(value)s",
        "写文字；像数字的文字加引号",
        "Write words; put quotes around words that look like a number",
    ),
    "not-words": (
        "这里要分中英文写",
        "Words in Chinese and English are expected here",
        "写成 {zh: 中文, en: 英文}",
        "Write {zh: Chinese, en: English}",
    ),
    "not-number": (
        "这里要写数，现在是“%(value)s”",
        "A number is expected here, not “%(value)s”",
        "写成 15 或 2.5 这样，不带单位和百分号",
        "Write it like 15 or 2.5, without unit or per cent sign",
    ),
    "not-whole": (
        "这里要写整数，现在是“%(value)s”",
        "A whole number is expected here, not “%(value)s”",
        "写成 5 这样的整数",
        "Write a whole number such as 5",
    ),
    "not-true-false": (
        "这里只能写 true 或 false，现在是“%(value)s”",
        "Only true or false can stand here, not “%(value)s”",
        "写 true（是）或 false（否）",
        "Write true or false",
    ),
    "too-small": (
        "%(value)s 太小，最小是 %(limit)s",
        "%(value)s is too small; the least is %(limit)s",
        "改成 %(limit)s 或更大",
        "Write %(limit)s or more",
    ),
    "not-above": (
        "%(value)s 太小，要大于 %(limit)s",
        "%(value)s is too small; it must be above %(limit)s",
        "改成大于 %(limit)s 的数",
        "Write a number above %(limit)s",
    ),
    "too-big": (
        "%(value)s 太大，最大是 %(limit)s",
        "%(value)s is too large; the most is %(limit)s",
        "改成 %(limit)s 或更小；比率写成 0 到 1 之间的小数",
        "Write %(limit)s or less; a rate is a decimal of 0 to 1",
    ),
    "too-many-decimals": (
        "%(value)s 的小数位太多，最多 %(limit)s 位",
        "%(value)s has too many decimals; at most %(limit)s",
        "保留 %(limit)s 位小数",
        "Keep %(limit)s decimals",
    ),
    "bad-code": (
        "“%(value)s”不能当代码",
        "“%(value)s” cannot be a code",
        "要符合 %(pattern)s",
        "It must fit %(pattern)s",
    ),
    "not-one-of": (
        "“%(value)s”不在可选的里面",
        "“%(value)s” is none of the choices",
        "选一个：%(known)s",
        "Choose one of: %(known)s",
    ),
    "not-mapping": (
        "这里要写“名称: 值”这样的几行",
        "Lines of “key: value” are expected here",
        "按“名称: 值”逐行写，向右缩进",
        "Write “key: value” line by line, indented",
    ),
    "not-list": (
        "这里要写成列表",
        "A list is expected here",
        "每一行用“- ”开头",
        "Begin every line with “- ”",
    ),
    "too-few": (
        "这里至少要有 %(limit)s 条",
        "At least %(limit)s entries are needed here",
        "补足 %(limit)s 条",
        "Add entries until there are %(limit)s",
    ),
    "too-many": (
        "这里最多 %(limit)s 条",
        "At most %(limit)s entries can stand here",
        "减到 %(limit)s 条",
        "Remove entries until there are %(limit)s",
    ),
    "not-term": (
        "这里要写一个数量，“%(value)s”不是",
        "A quantity is expected here; “%(value)s” is none",
        "写一个数、一个事实的代码，或 count、run、months_since、shortfall、sum、lowest、percent 之一",
        "Write a number, the code of a fact, or one of count, run, months_since, shortfall, sum, lowest, percent",
    ),
    "not-condition": (
        "这里要写一个条件，“%(value)s”不是",
        "A condition is expected here; “%(value)s” is none",
        "写一个是非事实的代码，或 value（与 at_least 等）、date（与 before）、all、any、not 之一",
        "Write a yes/no fact, or one of value (with at_least, …), date (with before), all, any, not",
    ),
    "half-proportion": (
        "按比例给分要同时有 actual 和 target",
        "A part in proportion needs both actual and target",
        "补上缺的那个",
        "Add the one that is missing",
    ),
    "two-ways": (
        "同一部分不能既有 when 又有 actual",
        "One part cannot have both when and actual",
        "拆成两部分，或删掉一个",
        "Split it into two parts, or remove one of them",
    ),
    "not-valid": (
        "这里不对：%(detail)s",
        "This is not valid: %(detail)s",
        "对照 docs/packs.md 改",
        "Compare with docs/packs.md",
    ),
}
