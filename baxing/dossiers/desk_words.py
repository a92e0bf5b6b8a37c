"""What a desk says: for each state, who has something to do there, what, and what the button is called."""

from baxing.dossiers.desk_words_rectification import PROBLEMS, RECTIFYING
from baxing.dossiers.todo import Todo, todo
from baxing.rules.roles import BRANCH, COUNTY, MEETING, OFFICER, SECRETARY, TOWNSHIP
from baxing.rules.text import Text

SHORT: dict[str, Text] = {
    "cycle": Text(zh="周期", en="Cycle"),
    "accreditation": Text(zh="创建", en="Star rating"),
    "problem": Text(zh="问题", en="Problem"),
    "rectification": Text(zh="整顿", en="Rectification"),
}
CYCLE, STARS = "cycle", "accreditation"
TODOS = (
    todo(
        CYCLE,
        "DRAFT",
        COUNTY,
        ("启动 %(unit)s 的年度周期", "去启动"),
        ("Open the cycle of %(unit)s", "Open it"),
    ),
    todo(
        CYCLE,
        "OPEN",
        COUNTY,
        ("看 %(unit)s 的申报进度，够了就转入评定", "看进度"),
        ("See how far %(unit)s is; start the review when enough have applied", "See it"),
    ),
    todo(
        CYCLE,
        "REVIEWING",
        MEETING,
        ("看 %(unit)s 的评定进度，结果拟定后转入公示", "看进度"),
        ("See how far the review in %(unit)s is; start the notice when results are proposed", "See it"),
    ),
    todo(
        CYCLE,
        "NOTICE",
        COUNTY,
        ("办完 %(unit)s 余下的申报，再结束周期", "看余下的"),
        ("Settle what is left in %(unit)s, then close the cycle", "See the rest"),
    ),
    todo(
        CYCLE,
        "CLOSED",
        COUNTY,
        ("把 %(unit)s 的周期归档", "去归档"),
        ("Archive the cycle of %(unit)s", "Archive it"),
    ),
    todo(
        STARS,
        "CREATING",
        BRANCH,
        ("开始 %(unit)s 的自查", "开始自查"),
        ("Start the self-check of %(unit)s", "Start it"),
    ),
    todo(
        STARS,
        "SELF_CHECK",
        BRANCH,
        ("把 %(unit)s 的自查填完，交支委会", "接着填"),
        ("Finish the self-check of %(unit)s for the committee", "Go on"),
    ),
    todo(
        STARS,
        "SELF_ADOPTED",
        SECRETARY,
        ("%(unit)s 的自查已通过，可以申报", "去申报"),
        ("The self-check of %(unit)s is adopted: apply", "Apply"),
    ),
    todo(
        STARS,
        "RECTIFY_SELF",
        BRANCH,
        ("补齐 %(unit)s 的短板，再自查", "看短板"),
        ("Mend the shortfalls of %(unit)s, then check again", "See them"),
    ),
    todo(
        STARS,
        "APPLIED",
        OFFICER,
        ("审核 %(unit)s 的申报", "开始审核"),
        ("Review the application of %(unit)s", "Take it up"),
    ),
    todo(
        STARS,
        "TOWNSHIP_REVIEW",
        OFFICER,
        ("接着审 %(unit)s 的申报", "接着审"),
        ("Go on reviewing %(unit)s", "Go on"),
    ),
    todo(
        STARS,
        "TOWNSHIP_REVIEW",
        TOWNSHIP,
        ("党委会定 %(unit)s 的推荐意见", "看意见"),
        ("Decide in the committee whether to recommend %(unit)s", "See it"),
    ),
    todo(
        STARS,
        "RETURNED",
        BRANCH,
        ("补正 %(unit)s 退回的任务，再报", "去补正"),
        ("Mend what was returned to %(unit)s and submit again", "Mend it"),
    ),
    todo(
        STARS,
        "NOT_RECOMMENDED",
        SECRETARY,
        ("%(unit)s 没有获推荐：看理由，要不要请县里复议", "看理由"),
        ("%(unit)s was not recommended: see why, and whether to ask the county", "See why"),
    ),
    todo(
        STARS,
        "RECOMMENDED",
        COUNTY,
        ("把 %(unit)s 交评定组", "去交办"),
        ("Hand %(unit)s to the evaluation group", "Hand it over"),
    ),
    todo(
        STARS,
        "RECONSIDERING",
        COUNTY,
        ("复议 %(unit)s 的申报", "去复议"),
        ("Look again at the application of %(unit)s", "Look at it"),
    ),
    todo(
        STARS,
        "EVALUATING",
        COUNTY,
        ("评定组评完后，拟定 %(unit)s 的结果", "看评定"),
        ("Propose the result of %(unit)s once the group is done", "See it"),
    ),
    todo(
        STARS,
        "BALLOTING",
        COUNTY,
        ("测评签认后，拟定 %(unit)s 的结果", "看测评"),
        ("Propose the result of %(unit)s once the ballots are certified", "See it"),
    ),
    todo(
        STARS,
        "PROPOSED",
        MEETING,
        ("部务会审定 %(unit)s 的结果，公示", "去审定"),
        ("Approve the result of %(unit)s and publish it", "See it"),
    ),
    todo(
        STARS,
        "PUBLIC_NOTICE",
        MEETING,
        ("%(unit)s 公示期满，可以定星", "去定星"),
        ("The notice of %(unit)s is over: decide the rating", "Decide it"),
    ),
    todo(
        STARS,
        "DUE_RECHECK",
        OFFICER,
        ("复核 %(unit)s 的星", "去复核"),
        ("Recheck the stars of %(unit)s", "Recheck"),
    ),
    todo(
        STARS,
        "STAR_WARNED",
        OFFICER,
        ("看 %(unit)s 整改到位没有", "去看看"),
        ("See whether %(unit)s has mended", "See it"),
    ),
    *PROBLEMS,
    *RECTIFYING,
)


def todos(role: str) -> list[Todo]:
    """What a holder of `role` can find on the desk."""
    return [row for row in TODOS if role in row.roles]
