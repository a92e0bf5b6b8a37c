"""The certificate of a rating (F10): what it says, its QR code, and the PDF that Typst sets where a Chinese font is at hand."""

import io
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.template import engines
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from baxing.accreditation.awards import decided_segments, decided_stars, full_names, stars_word
from baxing.accreditation.models import Award

TEMPLATE = Path(__file__).parent / "typst" / "certificate.typ"
SHORT = 16
# Serif faces for documents first; the first that is installed is taken.
FACES = (
    "FZXiaoBiaoSong-B05S",
    "STZhongsong",
    "Source Han Serif SC",
    "Noto Serif CJK SC",
    "Noto Serif SC",
    "Songti SC",
    "SimSun",
    "NSimSun",
    "AR PL UMing CN",
    "Source Han Sans SC",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "Droid Sans Fallback",
)
# What the style sheet says of the wheel, for a file that stands alone.
WHEEL_STYLE = (
    "<style>.lit{fill:#e5ae36;stroke:#7d5600}.pale{fill:#fdf3da;stroke:#7d5600}.star{fill:#7d5600}"
    ".off{fill:#ece8e0;stroke:#857d73}.part{fill:#d6d0c5}.rim{fill:none;stroke:#857d73}"
    "text{text-anchor:middle;fill:#24211e}.b{font-weight:700}</style>"
)


def qr(address: str) -> SafeString:
    """The QR code of an address as an inline SVG without any style."""
    drawn = segno.make(address, error="m").svg_inline(border=0, omitsize=True, svgclass=None, lineclass=None)
    return format_html(
        '<svg width="76" height="76" role="img" aria-label="{}"{}',
        _("QR code"),
        mark_safe(drawn.removeprefix("<svg")),  # noqa: S308 - segno draws it; the address is only encoded
    )


def shown(award: Award) -> dict[str, Any]:
    """Everything that a certificate says; the HTML page and the PDF say the same."""
    application = award.application
    names = full_names(application)
    codes = decided_stars(award)
    line = application.dossier.entries.filter(verb="rate").order_by("-n").first()
    return {
        "award": award,
        "application": application,
        "cycle": application.cycle,
        "segments": decided_segments(award),
        "names": [names[code] for code in codes],
        "count": len(codes),
        "all": len(decided_segments(award)),
        "title": _title(award),
        "digest": line.digest[:SHORT] if line else "",
        "code": grouped(award.code),
        "recheck_months": application.cycle.standard.terms.recheck_months,
    }


def grouped(code: str) -> str:
    """A code in fives, as it is printed: 7K4M2-Q9X3A."""
    return "-".join(code[at : at + 5] for at in range(0, len(code), 5))


def _title(award: Award) -> Any:
    """The name of the full award, or how many stars were lit."""
    top = award.application.cycle.standard.top
    return top.name if award.full_award and top else stars_word(len(decided_stars(award)))


@lru_cache(maxsize=1)
def chinese_face() -> str:
    """The first installed face that has Chinese, the fonts folder of the home among them; "" if there is none."""
    known = set(_fonts().families())
    return next((face for face in FACES if face in known), "")


def _fonts() -> typst.Fonts:
    return typst.Fonts(font_paths=[str(path) for path in _font_folders()])


def _font_folders() -> list[Path]:
    folder = settings.HOME / "fonts"
    return [folder] if folder.is_dir() else []


def pdf(award: Award, address: str) -> bytes:
    """The certificate as PDF, in Chinese. `address` is the public page of its code.

    Raises LookupError where no Chinese font is installed: a PDF full of empty boxes is worse than none.
    """
    face = chinese_face()
    if not face:
        raise LookupError("no Chinese font")
    with translation.override("zh-hans"):
        data = {
            **_sentences(award),
            "face": face,
            "lang": "zh",
            "number": award.number,
            "document": award.document,
            "wheel": wheel_svg(award),
            "qr": _qr_file(address),
        }
    made: object = typst.compile(
        str(TEMPLATE),
        font_paths=[str(path) for path in _font_folders()],
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    if not isinstance(made, bytes):
        raise TypeError("one document was expected")
    return made


def _sentences(award: Award) -> dict[str, str]:
    """What the PDF says, in the language in force."""
    said = shown(award)
    application = award.application
    issuer, day = award.application.cycle.issuer, "%Y年%-m月%-d日"
    names = "、".join(name.zh for name in said["names"])
    years = {
        "a": f"{award.valid_from:{day}}",
        "b": f"{award.valid_to:{day}}",
        "n": said["recheck_months"],
    }
    return {
        "title": said["title"].zh,
        "kind": _("Certificate of rating"),
        "to": application.unit.name,
        "body": _(
            "After self-check, review, evaluation, ballot and public notice, in the %(year)s cycle your branch lit "
            "%(count)s of %(all)s stars: %(names)s."
        )
        % {"year": application.cycle.year, "count": said["count"], "all": said["all"], "names": names},
        "number_label": _("Certificate no."),
        "document_label": _("Decision"),
        "valid_label": _("Valid"),
        "valid": _("%(a)s to %(b)s, rechecked by itself every %(n)s months") % years,
        "issuer": issuer,
        "day": f"{award.decided_on:{day}}",
        "foot": _(
            "Stars are lit one by one, and may go out one by one. What is lit now is what the code shows. "
            "Code %(code)s, digest %(digest)s. No plate is made of this certificate."
        )
        % {"code": said["code"], "digest": said["digest"]},
    }


def wheel_svg(award: Award) -> str:
    """The wheel as a file of its own."""
    drawn = engines["django"].from_string('{% wheel segments "mid" 216 public=True %}')
    svg = drawn.render({"segments": decided_segments(award)})
    head = re.compile(r"<svg [^>]*viewBox=\"([^\"]+)\"[^>]*>")
    return head.sub(rf'<svg xmlns="http://www.w3.org/2000/svg" viewBox="\1">{WHEEL_STYLE}', svg, count=1)


def _qr_file(address: str) -> str:
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=0, xmldecl=False, dark="#000")
    return out.getvalue().decode()
