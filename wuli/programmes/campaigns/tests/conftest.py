"""Officers of the county, who give tasks and lead plans."""

from typing import Any

import pytest

from tests import people


@pytest.fixture
def county_officer(federation: Any) -> Any:
    """周, officer of the county."""
    return people.officer(federation.county, "周海燕")


@pytest.fixture
def evaluator(federation: Any) -> Any:
    """吴, another officer of the county."""
    return people.officer(federation.county, "吴评")
