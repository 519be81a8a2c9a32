"""What a person sees of a run."""

import io
from logging import ERROR, INFO, LogRecord

import pytest
from snakemake_interface_logger_plugins.common import LogEvent
from snakemake_interface_logger_plugins.tests import MockOutputSettings, TestLogHandlerBase

from snakemake_logger_plugin_ductus import LogHandler
from snakemake_logger_plugin_ductus.estimate import Estimate, about
from snakemake_logger_plugin_ductus.mistakes import in_one_line


class TestAsSnakemakeExpectsIt(TestLogHandlerBase):
    """The tests that come with the interface."""

    __test__ = True

    def get_log_handler_cls(self):
        return LogHandler

    def get_log_handler_settings(self):
        return None


class Told:
    """A handler, and what it has printed."""

    def __init__(self):
        settings = MockOutputSettings()
        settings.printshellcmds = False
        self.handler = LogHandler(settings, None)
        self.handler.stream = io.StringIO()

    def __call__(self, event=None, msg=None, level=INFO, **said):
        record = LogRecord("snakemake", level, "workflow.py", 1, msg, (), None)
        vars(record).update(said, event=event)
        before = len(self.handler.stream.getvalue())
        self.handler.emit(record)
        return self.handler.stream.getvalue()[before:]


@pytest.fixture
def told():
    """A run of 12 jobs on 2 cores that has begun."""
    told = Told()
    told(LogEvent.WORKFLOW_STARTED)
    told(LogEvent.RESOURCES_INFO, cores=2)
    told(LogEvent.RUN_INFO, stats={"training_seed": 3, "split": 9, "total": 12})
    return told


TRAINING = {"jobid": 4, "rule_name": "training_seed", "rule_msg": "Train the network, seed 1"}


def test_a_job_is_a_line_with_how_far_and_how_long(told):
    told(LogEvent.PROGRESS, done=3, total=12)
    said = told(LogEvent.JOB_INFO, reason="Missing output files: a, b, c", **TRAINING)
    assert said == " 3/12  ~ 60 s    Train the network, seed 1\n"
    assert told(LogEvent.JOB_INFO, **{**TRAINING, "rule_msg": None}) == ""


@pytest.mark.parametrize("said", ["Select jobs to execute...", "Using shell: /bin/sh"])
def test_what_snakemake_says_in_passing_is_for_its_log(told, said):
    assert told(None, said) == ""
    assert told(None, f"warning: {said}", level=ERROR) != ""
    assert told(None, "Nothing to be done (all is there).") != ""


def test_a_failed_job_is_told_with_the_end_of_its_log(told, tmp_path):
    log = tmp_path / "log.txt"
    log.write_text("".join(f"line {i}\n" for i in range(1000)))
    told(LogEvent.JOB_INFO, **TRAINING)
    command = "RuleException:\nCalledProcessError in line 3:\nCommand 'ductus training' returned 2."
    assert told(LogEvent.ERROR, command, ERROR, exception="RuleException") == ""
    said = told(LogEvent.JOB_ERROR, level=ERROR, log=[str(log)], aux={}, **TRAINING)
    assert said.startswith(f"Failed: Train the network, seed 1: returned 2.\n{log}:\n")
    assert said.endswith("line 999\n")
    assert len(said.splitlines()) < 50
    assert "my.log" in told(None, "Complete log(s): my.log")
    assert told(LogEvent.ERROR, "At least one job did not complete.", ERROR, exception="E") == ""


NO_FILE = "  load_configfile(f)\n\nFileNotFoundError: [Errno 2] No such file or directory: '{}'\n"
MISTAKES = {
    NO_FILE.format("classify"): "so a target stands before: classify --configfile",
    NO_FILE.format("workflow/presets/smok.yaml"): "did you mean workflow/presets/smoke.yaml?",
    NO_FILE.format("nowhere/mine.yaml"): "expected a path from /",
    "MissingRuleException in line 3:\nNo rule to produce clasify (if you use input functions).": (
        "clasify: no such target; `snakemake --list-rules`"
    ),
    "ValueError: Config entries are name=value pairs. (Unparsable value: 'map')": "map --config",
}


@pytest.mark.reliability("Bad input: mistakes on Snakemake's command line")
@pytest.mark.parametrize(("said", "expected"), MISTAKES.items(), ids=MISTAKES.values())
def test_mistakes_on_the_command_line_are_one_line(said, expected, monkeypatch, request):
    monkeypatch.chdir(request.config.rootpath)
    line = in_one_line(said)
    assert line.startswith("snakemake: ")
    assert expected in line
    assert "\n" not in line


def test_another_exception_is_told_as_it_is():
    assert in_one_line("Traceback\nFileNotFoundError: 'a'") == "Traceback\nFileNotFoundError: 'a'"


def test_what_is_left_is_shared_among_cores_and_scaled_by_what_has_ended():
    estimate = Estimate({"training_seed": 3, "classification_seed": 3}, cores=3)
    assert estimate.left(0.0) == 250  # as by config.yaml
    for job in range(3):
        estimate.begin(job, "training_seed", 0.0)
    assert estimate.left(10.0) == 240
    estimate.end(0, 3.3)
    # Ten times as quick as by config.yaml: the other two are as good as done.
    assert estimate.left(3.3) == pytest.approx(21.7)


def test_no_less_is_left_than_the_longest_job_takes():
    assert Estimate({"classification_seed": 1, "split": 1}, cores=8).left(0.0) == 217


def test_nothing_is_left_of_jobs_that_take_longer_than_expected():
    estimate = Estimate({"split": 1}, cores=1)
    estimate.begin(0, "split", 0.0)
    assert estimate.left(100.0) == 0


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "~ 10 s"), (44, "~ 40 s"), (125, "~ 2 min"), (9000, "~ 2.5 h")]
)
def test_a_time_is_said_as_people_do(seconds, said):
    assert about(seconds) == said
