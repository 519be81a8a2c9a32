# What all stages share: the checked config, the part of it that a stage is given, and source files
# behind a stage.

import json
import os
import sys
from importlib import import_module
from pathlib import Path

import ductus
from ductus.experiment.config import check, slug
from ductus.data.sources.archive import is_url
from ductus.data.sources.catalogue import archive_of
from ductus.errors import DuctusError
from ductus.experiment.code import modules_behind
from ductus.experiment.provenance import noted_command
from ductus.experiment.sections import pick, symbols_of
from ductus.experiment.typed import typed
from ductus.figures.catalogue import FIGURES, caption_of, of_target, paths_of
from ductus.tables.columns import TABLES as ALL_TABLES
from ductus.tables.columns import TASKS

config.update(typed(config))
try:
    check(config)
except DuctusError as error:
    # A WorkflowError would name a line of this file, which is not where the mistake is.
    sys.exit(str(error))

# Of the target `sweep`, made by its own rules.
SWEEP_TABLES = ["training_map", "oneshot_iterations"]
# Of the other targets beside the challenge, likewise.
NETWORKS_TABLES = [table for table in ALL_TABLES if table.startswith("networks")]
SEQUENCES_TABLES = [table for table in ALL_TABLES if table.startswith("sequences")]
LANDSCAPE_TABLES = [table for table in ALL_TABLES if table.startswith("landscape")]
PREDICTION_TABLES = [table for table in ALL_TABLES if table.startswith("prediction")]
SAMPLES_TABLES = [table for table in ALL_TABLES if table.startswith("samples")]
WORDS_TABLES = [table for table in ALL_TABLES if table.startswith("words")]
# Of these: not made with the tables of the challenge.
BESIDE = [*SWEEP_TABLES, *NETWORKS_TABLES, *SEQUENCES_TABLES, *LANDSCAPE_TABLES]
BESIDE += [*PREDICTION_TABLES, *WORDS_TABLES, *SAMPLES_TABLES, "asked"]
TRAINED = symbols_of(config["split"]["trained"])
NEW = symbols_of(config["split"]["new"])
SEEDS = config["seeds"]
SOURCE = config["data"]["source"]
SHOWN_BY = config["split"]["exemplar"]["writers"]
WRITERS = SHOWN_BY if isinstance(SHOWN_BY, int) else len(SHOWN_BY)

# Jobs find `ductus` beside the Python that runs this, whether its environment is active or not.
os.environ.update(PATH=f"{Path(sys.executable).parent}:{os.getenv('PATH', os.defpath)}")
# Where runs are logged is no part of an experiment, so it is not among the params of any job.
if not os.environ.get("MLFLOW_TRACKING_URI"):
    os.environ.update(MLFLOW_TRACKING_URI=f"sqlite:///{Path('results').resolve()}/mlflow.db")
# Nor is the command that makes the run, which `ductus provenance` notes: set where a person starts
# it, and inherited by the jobs.
if workflow.is_main_process:
    WORDS = workflow.config_settings
    MADE_BY = noted_command(WORDS.configfiles, typed(dict(WORDS.config)), Path(workflow.basedir))
    os.environ.update(DUCTUS_COMMAND=MADE_BY)


wildcard_constraints:
    seed=r"\d+",


def as_it_is(value):
    """For params: what comes from config or data is never read for wildcards.

    A symbol, a writer or a path may have braces in it. What a function returns stays as it is.
    """
    return lambda wildcards: value


def section(*names):
    """Sections of the config, or single keys, as JSON: a job runs again if just these change."""
    return as_it_is(json.dumps(pick(config, names), ensure_ascii=False))


def config_for(command):
    """The part of the config that a command reads."""
    return section(*import_module(f"ductus.commands.{command}").SECTIONS)


def archive_on_disk():
    """Size and date of what the source is read from, if it is a file here: another, read again.

    It is no input of the rule, since Snakemake would look for wildcards in its path.
    """
    archive = archive_of(config["data"])
    if archive is None or is_url(archive):
        return None
    state = os.stat(archive)
    return f"{state.st_size} bytes of {state.st_mtime_ns}"


def probes(most=None):
    """How many drawings are to be identified, for `ductus split`; of each kind at most `most`."""
    asked = [config["classification"][key] for key in ("same_writer", "other_writers")]
    asked = [count if most is None else min(count, most) for count in asked]
    return ["--same-writer", asked[0], "--other-writers", asked[1], *further()]


def further():
    """People may draw one symbol more often than another; the other sources are even."""
    if SOURCE != "own":
        return []
    return ["--further", config["classification"]["same_writer"]]


def rising(amount):
    """A resource for a cluster: more with every attempt, for too little may have killed the job.

    The amounts are twice what was measured and more (docs/cluster.md); nothing here depends on them.
    """
    return lambda wildcards, attempt: amount * attempt


def source_files(command, *more, **which):
    """The modules behind a stage, and behind `more` that it imports by name; relative, so that a
    checkout may move with its results."""
    modules = modules_behind(f"commands.{command}", *more, **which)
    return [os.path.relpath(path) for path in modules]


def figure_files(target):
    """All files of the figures of a target."""
    return [
        f"<results>/figures/{figure}.{ending}"
        for figure in of_target(target)
        for ending in FIGURES[figure].endings
    ]


def captions():
    """The texts of the report."""
    folder = Path(workflow.basedir, "workflow", "report")
    return sorted(os.path.relpath(path) for path in folder.glob("*.rst"))


def page_parts():
    """Markup, style and scripts of the page, which no Python imports."""
    folder = Path(ductus.__file__).parent / "pages" / "letter"
    files = (path for path in folder.rglob("*") if path.suffix in (".jinja", ".css", ".js"))
    return sorted(os.path.relpath(path) for path in files)


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


def each_network(*paths):
    """These files for all networks and seeds."""
    return expand(paths, seed=SEEDS, network=config["networks"]["compared"])


def each_task(*paths):
    """These files for all tasks of the target `sequences`, and seeds."""
    return expand(paths, seed=SEEDS, task=SEQUENCE_TASKS)


def text_on_disk(wildcards):
    """Size and date of the text's files: others, learned anew. As `archive_on_disk`."""
    text = config["sequences"]["text"]
    if wildcards.task != "text" or text is None:
        return None
    files = sorted(Path(text).glob("*.txt")) if Path(text).is_dir() else [Path(text)]
    return [f"{file.stat().st_size} bytes of {file.stat().st_mtime_ns}" for file in files]


OF_LETTERS = config["words"]["source"] == "composed"  # else the run's own data have no part in it


def letters_of(*files):
    """What composed words are made of; words from elsewhere need none of it."""
    return dict(zip(["trajectories", "split"], files)) if OF_LETTERS else {}


def words_given(wildcards, input):
    """The same as arguments."""
    if not OF_LETTERS:
        return []
    return ["--trajectories", input.trajectories, "--split", input.split]


def words_on_disk():
    """Size and date of the words' own file or folder: another, read again."""
    place = config["words"]["archive"] or config["words"]["folder"]
    if OF_LETTERS or place is None or is_url(place) or not os.path.exists(place):
        return None
    state = os.stat(place)
    return f"{state.st_size} bytes of {state.st_mtime_ns}"
