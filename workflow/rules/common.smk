# What the rule files share: the checked config, options for the command line, a stage's source
# files, and `--forcerun` for targets.

import json
import os
import sys
from pathlib import Path

from ductus.config import check, pairs_of, slug, symbol_of, symbols_of
from ductus.errors import DuctusError
from ductus.modules import modules_behind

try:
    check(config)
except DuctusError as error:
    # A WorkflowError would name a line of this file, which is not where the mistake is.
    sys.exit(str(error))

TRAINED = symbols_of(config["split"]["trained"])
NEW = symbols_of(config["split"]["new"])
SEEDS = config["seeds"]

# Jobs find `ductus` beside the Python that runs this, whether its environment is active or not.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
# Where runs are logged is no part of an experiment, so it is not among the params of any rule.
os.environ.setdefault(
    "MLFLOW_TRACKING_URI", f"sqlite:///{Path('results').resolve() / 'mlflow.db'}"
)


wildcard_constraints:
    seed=r"\d+",
    character=r"[0-9a-z-]+",


def options(**values):
    """Command line options: `a_b=1` becomes `--a-b 1`, a list follows its name, None is left out."""
    words = []
    for name, value in values.items():
        if value is None or value is False:
            continue
        words.append("--" + name.replace("_", "-"))
        if value is not True:
            words += [str(v) for v in (value if isinstance(value, (list, tuple)) else [value])]
    return words


def source_files(command, **which):
    """A stage's source files, relative: a checkout and its results may move together."""
    return [os.path.relpath(path) for path in modules_behind(command, **which)]


def captions():
    """The texts of the report."""
    return sorted(os.path.relpath(p) for p in Path(workflow.basedir).glob("workflow/report/*.rst"))


def each_seed(*paths):
    """These files for all seeds of the config."""
    single = [file for path in paths for file in ([path] if isinstance(path, str) else path)]
    return expand(single, seed=SEEDS)


# Target rules have no outputs, so forcing one means forcing the jobs that it stands for.
JOBS_OF = {
    "train": ["training_seed"],
    "oneshot": ["oneshot_character"],
    "generate": ["generation_seed"],
    "vary": ["variation_seed"],
    "classify": ["classification_seed"],
    "blend": ["blending_seed"],
    "states": ["states_seed"],
    "figures": [f"figure_{figure}" for figure in FIGURES],
    "log": ["tracking_seed"],
    "report": ["report_html"],
}
if workflow.dag_settings:
    workflow.dag_settings.forcerun = {
        job for name in workflow.dag_settings.forcerun for job in JOBS_OF.get(name, [name])
    }
