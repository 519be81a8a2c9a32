from pathlib import Path

import pytest
import yaml

from ductus.errors import DuctusError
from ductus.experiment.config import check
from ductus.experiment.typed import typed

CONFIG = Path(__file__).parents[2] / "config.yaml"


@pytest.fixture
def config():
    return yaml.safe_load(CONFIG.read_text())


def test_numbers_and_truth_values_given_as_text_are_read(config):
    config["training"] |= {"steps": "61", "betas": ["0.9", "0.99"], "padding_in_loss": "true"}
    config["preprocessing"]["resample_hz"] = "50"
    read = typed(config)
    assert read["training"]["steps"] == 61
    assert read["training"]["betas"] == [0.9, 0.99]
    assert read["training"]["padding_in_loss"] is True
    assert read["preprocessing"]["resample_hz"] == 50
    check(read)


def test_symbols_that_look_like_numbers_stay_symbols(config):
    config["split"] |= {"trained": "02468", "new": ["1", "3"]}
    assert typed(config)["split"]["trained"] == "02468"
    assert typed(config)["split"]["new"] == ["1", "3"]


def test_a_sound_config_stays_as_it_is(config):
    assert typed(config) == config


@pytest.mark.parametrize("text", ["many", "2001-13-99", "[" * 5000, "!!python/object:x"])
def test_what_is_wrong_all_the_same_is_told(config, text):
    config["training"]["steps"] = text
    with pytest.raises(DuctusError, match=r"training\.steps: expected a whole number") as caught:
        check(typed(config))
    assert text[:50] in str(caught.value)
