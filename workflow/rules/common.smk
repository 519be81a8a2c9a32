# What all stages share: the checked config, options for the command line, source files behind a
# stage, and `--forcerun` for targets.

import json
import os
import sys
from pathlib import Path

from ductus.commands.figure import MAP as MAP_FIGURES
from ductus.commands.figure import NAMES as FIGURES
from ductus.experiment.config import check, pairs_of, slug, symbols_of
from ductus.data.sources.archive import is_url
from ductus.data.sources.catalogue import archive_of
from ductus.errors import DuctusError
from ductus.experiment.code import modules_behind
from ductus.experiment.typed import typed

config.update(typed(config))
try:
    check(config)
except DuctusError as error:
    # A WorkflowError would name a line of this file, which is not where the mistake is.
    sys.exit(str(error))

TRAINED = symbols_of(config["split"]["trained"])
NEW = symbols_of(config["split"]["new"])
SEEDS = config["seeds"]
SHOWN_BY = config["split"]["exemplar"]["writers"]
WRITERS = SHOWN_BY if isinstance(SHOWN_BY, int) else len(SHOWN_BY)

# Jobs find `ductus` beside the Python that runs this, whether its environment is active or not.
os.environ.update(PATH=f"{Path(sys.executable).parent}:{os.getenv('PATH', os.defpath)}")
# Where runs are logged is no part of an experiment, so it is not among the params of any job.
if not os.environ.get("MLFLOW_TRACKING_URI"):
    os.environ.update(MLFLOW_TRACKING_URI=f"sqlite:///{Path('results').resolve()}/mlflow.db")


wildcard_constraints:
    seed=r"\d+",


def options(**values):
    """Options for the command line: `a_b=1` is `--a-b 1`, a list follows, None is left out."""
    words = []
    for name, value in values.items():
        if value is None or value is False:
            continue
        words.append("--" + name.replace("_", "-"))
        if value is not True:
            words += map(str, value if isinstance(value, (list, tuple)) else [value])
    return words


def source_options():
    """The leaves of the section `data` that matter to the source."""
    data = config["data"]
    leaves = {
        "synthetic": data["synthetic"],
        "digilets": {"archive": archive_of(data), "cache": "data"},
        "omniglot": {
            "archive": archive_of(data),
            "alphabet": data["alphabet"],
            "cache": "data",
        },
        "own": {"file": data["file"], "y": data["y"]},
    }
    return options(source=data["source"], **leaves[data["source"]])


def archive_on_disk():
    """What the source is read from, unless it is fetched from the web or made."""
    archive = archive_of(config["data"])
    return [] if archive is None or is_url(archive) else archive


def split_options():
    """The section `split`, as words for the command line."""
    split, probes = config["split"], config["classification"]["same_writer"]
    return {
        "trained": TRAINED,
        "new": NEW,
        "training_writers": split["training_writers"],
        "exemplar_count" if isinstance(SHOWN_BY, int) else "exemplar_writers": SHOWN_BY,
        "exemplar_instance": split["exemplar"]["instance"],
        # People may draw one symbol more often than another; the other sources are even.
        "further": probes if config["data"]["source"] == "own" else None,
    }


def rising(amount):
    """A resource for a cluster: more with every attempt, for too little may have killed the job.

    The amounts are twice what was measured and more (docs/cluster.md); nothing here depends on them.
    """
    return lambda wildcards, attempt: amount * attempt


def source_files(command, **which):
    """The modules behind a stage; relative, so that a checkout may move with its results."""
    return [os.path.relpath(path) for path in modules_behind(command, **which)]


def other_figures(figure):
    """Modules of all figures but this one."""
    return [f"figures.{other}" for other in (*FIGURES, *MAP_FIGURES) if other != figure]


def captions():
    """The texts of the report."""
    folder = Path(workflow.basedir, "workflow", "report")
    return sorted(os.path.relpath(path) for path in folder.glob("*.rst"))


def results_folder(wildcards):
    """For commands that find their files by themselves."""
    return f"results/{config['name']}"


def jobs_of_oneshot():
    """The new characters that each job of one-shot inference learns.

    Together, one optimiser has all of them, so one job has. Apart, a job takes about 20 examples:
    side by side in its batches they take a third of the time that they take one by one. Beyond, it
    matters more to share them out among cores.
    """
    together = config["oneshot"]["mode"] == "together"
    jobs = 1 if together else min(max(round(len(NEW) * WRITERS / 20), 1), len(NEW))
    return [NEW[i::jobs] for i in range(jobs)]


def each_seed(*paths):
    """These files for all seeds."""
    files = [file for path in paths for file in ([path] if isinstance(path, str) else path)]
    return expand(files, seed=SEEDS)


# A target has no outputs, so to force it is to force the jobs that it stands for.
JOBS_OF = {
    "train": ["training_seed"],
    "oneshot": [
        f"oneshot_characters_{number}" for number, _ in enumerate(jobs_of_oneshot(), start=1)
    ],
    "generate": ["generation_seed"],
    "vary": ["variation_seed"],
    "classify": ["classification_seed"],
    "blend": ["blending_seed"],
    "states": ["states_seed"],
    "figures": [f"figure_{figure}" for figure in FIGURES],
    "map": ["training_map_seed", "oneshot_iterations_seed"],
    "log": ["tracking_seed"],
    "report": ["report_html"],
}


def forcing_jobs(prepare):
    """Snakemake sets what is forced after it has read the rules: look when it plans the jobs."""

    def prepare_with_jobs(*args, **kwargs):
        settings = workflow.dag_settings
        settings.forcerun = {job for name in settings.forcerun for job in JOBS_OF.get(name, [name])}
        return prepare(*args, **kwargs)

    return prepare_with_jobs


workflow._prepare_dag = forcing_jobs(workflow._prepare_dag)
