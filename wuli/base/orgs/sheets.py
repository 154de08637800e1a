"""The lists of units and of employers as Excel sheets."""

from django.utils.translation import gettext_lazy as _

from wuli.base.core.excel.export import SheetOut, offer_sheet

from .filters import employer_rows, unit_rows

UNITS_OUT = offer_sheet(
    SheetOut(
        "orgs.units",
        _("组织"),
        (
            (_("全称"), lambda o: o.name),
            (_("简称"), lambda o: o.short_name),
            (_("组织类型"), lambda o: o.get_kind_display()),
            (_("组织形式"), lambda o: o.get_form_display()),
            (_("统一社会信用代码"), lambda o: o.uscc),
            (_("上级工会"), lambda o: o.upper_name),
            (_("行政区划代码"), lambda o: o.region_id),
            (_("成立日期"), lambda o: o.opened_on.isoformat()),
            (_("地址"), lambda o: o.address),
        ),
        unit_rows,
    )
)
EMPLOYERS_OUT = offer_sheet(
    SheetOut(
        "orgs.employers",
        _("用人单位"),
        (
            (_("单位名称"), lambda e: e.name),
            (_("统一社会信用代码"), lambda e: e.uscc),
            (_("规模"), lambda e: e.get_size_class_display()),
            (_("职工数"), lambda e: e.staff_count),
            (_("行业"), lambda e: e.industry),
            (_("所属工会"), lambda e: e.org.name),
        ),
        employer_rows,
    )
)
