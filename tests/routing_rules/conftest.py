"""Things the tests of city folders share: Xining itself, and a tiny city."""

from pathlib import Path

import pytest
from hypothesis import settings

import routing_rules
from routing_rules import City, load_city
from tests.routing_rules.tinytown import tinytown

settings.register_profile("unhurried", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def xining() -> City:
    return load_city(Path(routing_rules.__file__).parent / "xining")


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> City:
    return load_city(tinytown(tmp_path_factory.mktemp("tinytown")))
