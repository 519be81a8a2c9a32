"""What happens between the reading of the command line and that of the files that it names."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from snakemake_interface_logger_plugins.settings import LogHandlerSettingsBase


@dataclass
class LogHandlerSettings(LogHandlerSettingsBase):
    """No settings: Snakemake makes this before it reads any config file, which are checked here."""

    def __post_init__(self) -> None:
        from ductus.errors import DuctusError
        from ductus.experiment.config_files import OWN, check_files, named

        try:
            check_files([OWN, *named(sys.argv[1:])])
        except DuctusError as error:
            sys.exit(str(error))
