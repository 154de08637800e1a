"""The programmes of this app, as declarations."""

from django.utils.translation import gettext_lazy as _

from .kind import Kind, declare

TECHNOLOGY_LECTURE = Kind(
    code="technology_lecture",
    row="B36",
    glyph="讲",
    name=_("实用科技讲座"),
    session=_("讲座"),
    speaker=_("主讲人"),
    topics=(
        ("manufacturing", _("智能制造与设备")),
        ("welding", _("焊接与机加工")),
        ("textile", _("纺织印染工艺")),
        ("farming", _("农技与水产")),
        ("digital", _("数字化与人工智能")),
        ("safety", _("安全生产技术")),
        ("energy", _("节能降耗")),
        ("other", _("其他")),
    ),
)

declare(TECHNOLOGY_LECTURE)
