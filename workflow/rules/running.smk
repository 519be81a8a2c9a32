# How a run begins and ends: with jobs forced that have lost a file or that are named by a target, with
# dates that can be trusted, alone in its folder, and with a word on what was not logged.

import time

from snakemake.io import strip_wildcard_constraints
from snakemake.logging import logger
from snakemake_interface_executor_plugins.settings import ExecMode

from ductus.commands.ui import what_shows
from ductus.files.atomic import remove_temporary
from ductus.files.dates import refuse_future
from ductus.files.lock import alone

BEGAN = time.time()


def not_logged():
    """Markers of seeds that are not logged, and why; they stand for no finished job."""
    markers = {}
    folders = map(Path, each_seed(f"results/{config['name']}/seed{{seed}}"))
    for path in (path for folder in folders for path in sorted(folder.glob("*tracking.json"))):
        try:
            why = json.loads(path.read_text()).get("not_logged")
        except (OSError, ValueError):
            continue
        if why:
            markers[path] = why
    return markers


def say_what_is_not_logged():
    """One line; and the markers go, so that the next run tries again."""
    markers = not_logged()
    for path in markers:
        path.unlink()
    if markers:
        seeds = ", ".join({path.parent.name.removeprefix("seed"): None for path in markers})
        why = next(iter(markers.values()))
        print(
            f"Seeds {seeds}: {why}. The results are whole; to log them later: the same command, "
            "or ductus log-missing",
            file=sys.stderr,
        )


def refuse_dates():
    """Snakemake deletes what is older than its input: better nothing runs then."""
    if not workflow.touch:
        files = {path for job in workflow.dag.needrun_jobs() for path in job.input}
        try:
            refuse_future(files, Path("results", config["name"], ".lock"))
        except DuctusError as error:
            sys.exit(f"snakemake: {error}")


def running_alone(execute):
    """Keep a second run out of the folder of results, and say so in one line.

    Snakemake's own lock stays behind when a run is killed, and lets in two that begin at once.
    """

    def execute_alone(*args, **kwargs):
        dry = kwargs["executor_plugin"].common_settings.dryrun_exec
        settings = workflow.execution_settings
        if dry or not settings.lock or workflow.exec_mode != ExecMode.DEFAULT:
            return execute(*args, **kwargs)
        try:
            with alone(Path("results", config["name"])) as locked:
                settings.lock = not locked
                if locked:  # so whoever still writes there belongs to a run that was killed
                    remove_temporary(Path("results", config["name"]))
                for path in not_logged():  # of a run that was killed before its last word
                    path.unlink()
                return execute(*args, **kwargs)
        except DuctusError as error:
            sys.exit(f"snakemake: {error}")

    return execute_alone


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
    "figures": [f"figure_{figure}" for figure in of_target("figures")],
    "sweep": ["training_map_seed", "oneshot_iterations_seed"],
    "samples": ["samples_seed"],
    "prediction": ["prediction_seed"],
    "networks": ["networks_seed", "cells_seed"],
    "sequences": ["sequences_seed"],
    "landscape": ["autoencoder_seed", "landscape_seed", "landscape_own_seed"],
    "words": ["words_training_seed", "words_seed"],
    "log": ["tracking_seed"],
    "report": ["report_html"],
    "page": ["page_html"],
}


def say_where_results_are():
    """In one page, if this run has written it; and what shows its runs."""
    here, checkout = Path.cwd(), Path(workflow.basedir)
    results = Path("results") if here == checkout else here / "results"
    folder = results / config["name"]
    pages = [folder / name for name in ("report.html", "letter.html")]
    new = [page for page in pages if page.exists() and page.stat().st_mtime >= BEGAN]
    print(f"Results: {' and '.join(map(str, new)) or folder}")
    if runs := what_shows(results):
        print(f"Runs: {runs}")


def missing_files():
    """What jobs make and is not there.

    Snakemake lets a file be missing if all that was made of it is there. But a job that fails takes
    its files along, and the next run would take results from before for those of this config.
    """
    made = [strip_wildcard_constraints(path) for rule in workflow.rules for path in rule.output]
    which = {
        "objective": OBJECTIVES,
        "network": config["networks"]["compared"],
        "kind": KINDS,
        "task": SEQUENCE_TASKS,
    }
    files = set(expand(made, seed=SEEDS, **which))
    missing = {path for path in files if not os.path.exists(path)}
    return missing if missing < files else set()


def forcing_jobs(prepare):
    """Snakemake sets what is forced after it has read the rules: look when it plans the jobs."""

    def prepare_with_jobs(*args, **kwargs):
        settings = workflow.dag_settings
        settings.forcerun = {job for name in settings.forcerun for job in JOBS_OF.get(name, [name])}
        prepare(*args, **kwargs)
        if workflow.exec_mode == ExecMode.DEFAULT:  # and not within a job
            workflow.dag.forcefiles |= missing_files()  # that are part of the plan, no others

    return prepare_with_jobs


def hook(name, around, without):
    """Put `around` about a method of Snakemake's own, for which it has no public way."""
    method = getattr(workflow, name, None)
    if method is None:
        logger.warning(f"This Snakemake has no Workflow.{name}; without it {without}.")
    else:
        setattr(workflow, name, around(method))


hook("execute", running_alone, "two runs in one folder are told apart by Snakemake's lock alone")
hook("_prepare_dag", forcing_jobs, "--forcerun takes rules, not targets, and files may be missing")
