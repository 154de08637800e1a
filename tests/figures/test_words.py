"""What stands behind a figure is told in words: heads of columns, parts of splits."""

import re

import pytest
from django.utils.translation import override

from wuli.base.core.figures import Indicator
from wuli.mechanisms.figures.columns import columns_of
from wuli.mechanisms.figures.declared import counted
from wuli.programmes.campaigns.figures import PLANS, PROJECTS


@pytest.mark.parametrize("indicator", counted(), ids=lambda each: each.code)
def test_every_column_has_a_chinese_head(indicator: Indicator) -> None:
    with override("zh-hans"):
        heads = [str(column.header) for column in columns_of(indicator)]
    assert not [head for head in heads if not re.search(r"[\u4e00-\u9fff]", head)]


def test_codes_of_a_split_are_told_by_name() -> None:
    [sex] = next(each for each in counted() if each.code == "activities.lecture_attendances").dimensions
    assert (str(sex.said("1")), str(sex.said("2")), str(sex.said(""))) == ("男", "女", "未填")
    assert str(PLANS.dimensions[0].said("campaign")) == "专项行动"
    assert str(PROJECTS.dimensions[0].said("spread")) != "spread"
    assert str(PROJECTS.dimensions[0].said("gone")) == "gone"
