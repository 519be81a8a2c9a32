"""Give values from the command line the types that the schema asks for.

Snakemake keeps what is nested in ``--config 'training={steps: 61}'`` as text.
"""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from ductus.experiment.sections import SCHEMA, read_schema


def typed(config: dict[str, Any], schema: str | Path = SCHEMA) -> dict[str, Any]:
    """Return the config with each text that the schema refuses read again as YAML.

    What is wrong all the same stays for `ductus.experiment.config.check` to find.
    """
    rules = read_schema(schema)
    config = deepcopy(config)
    for error in jsonschema.Draft202012Validator(rules).iter_errors(config):
        if isinstance(error.instance, str) and error.absolute_path:
            *outer, last = error.absolute_path
            place = config
            for key in outer:
                place = place[key]
            try:
                value = yaml.safe_load(error.instance)
            except (yaml.YAMLError, ValueError, RecursionError):  # the 13th month is a ValueError
                continue
            if value is None or isinstance(value, bool | int | float):
                place[last] = value
    return config
