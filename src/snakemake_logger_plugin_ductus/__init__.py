"""What a person sees of a run: a line for each job, how far along, and about how long still.

A logger plugin of Snakemake, switched on in profiles/default. All that Snakemake says goes to its
log as before, and is shown if it is asked for: by -n, -p, --verbose, --debug-dag, --quiet.
"""

from __future__ import annotations

import sys
import time
from logging import WARNING, LogRecord
from pathlib import Path
from textwrap import shorten

from snakemake_interface_logger_plugins.base import LogHandlerBase
from snakemake_interface_logger_plugins.common import LogEvent

from snakemake_logger_plugin_ductus.before import LogHandlerSettings
from snakemake_logger_plugin_ductus.estimate import Estimate, about
from snakemake_logger_plugin_ductus.mistakes import in_one_line

__all__ = ["LogHandler", "LogHandlerSettings"]  # by which Snakemake knows a plugin

LONGEST_REASON = 200  # characters; one of Snakemake's may name a hundred files
LAST_LINES = 40  # of the log of a job that has failed
# Of what Snakemake says in passing while it runs jobs, what a person may wait for.
KEPT = ("Nothing to be done", "Terminating", "Will exit", "Trying to restart", "Unlocked")
# It is said by the job that failed.
SAID = ("Exiting because a job execution failed", "At least one job did not complete")
BEFORE = ("Config file ", "Assuming unrestricted shared", "Building DAG of jobs")


class LogHandler(LogHandlerBase):
    """Prints; `emit` is called in one thread."""

    writes_to_stream = True
    writes_to_file = has_filter = has_formatter = needs_rulegraph = False

    def __post_init__(self) -> None:
        asked = self.common_settings
        self.stream = sys.stdout if asked.stdout else sys.stderr
        self.plain = any(
            (asked.dryrun, asked.printshellcmds, asked.verbose, asked.debug_dag, asked.quiet)
        )
        self.cores, self.done, self.total = 1, 0, 0
        self.running = self.failed = False
        self.status = ""  # of a job that is about to be told as failed
        self.messages: dict[int, str] = {}
        self.estimate = Estimate({}, 1)

    def emit(self, record: LogRecord) -> None:
        try:
            said = self._as_it_is(record) if self.plain else self._told(record)
            if said and said != "None":
                print(in_one_line(said), file=self.stream, flush=True)
        except Exception:
            self.handleError(record)

    def _as_it_is(self, record: LogRecord) -> str:
        if getattr(record, "reason", None):
            record.reason = shorten(record.reason, LONGEST_REASON)
        return self.format(record)

    def _told(self, record: LogRecord) -> str | None:
        now = time.monotonic()
        match getattr(record, "event", None):
            case LogEvent.WORKFLOW_STARTED:
                self.running = True
            case LogEvent.RESOURCES_INFO:
                self.cores = getattr(record, "cores", None) or self.cores
            case LogEvent.RUN_INFO:
                jobs = {rule: number for rule, number in record.stats.items() if rule != "total"}
                self.total, self.estimate = sum(jobs.values()), Estimate(jobs, self.cores)
                return f"Jobs: {self.total}, cores: {self.cores}. Done, time left, what begins:"
            case LogEvent.JOB_INFO:
                self.estimate.begin(record.jobid, record.rule_name, now)
                return self._begins(record, now)
            case LogEvent.JOB_FINISHED:
                self.estimate.end(record.job_id, now)
            case LogEvent.PROGRESS:
                self.done = record.done
            case LogEvent.JOB_ERROR:
                self.failed = True
                return "\n".join(self._failure(record))
            case LogEvent.ERROR:
                return self._problem(record.getMessage())
            case None:
                return self._in_passing(record)
        return None

    def _begins(self, record: LogRecord, now: float) -> str | None:
        if not record.rule_msg:  # a target, which does nothing
            return None
        self.messages[record.jobid] = record.rule_msg
        width, left = len(str(self.total)), about(self.estimate.left(now))
        return f"{self.done:>{width}}/{self.total}  {left:<9} {record.rule_msg}"

    def _problem(self, said: str) -> str | None:
        if "CalledProcessError" in said:  # with a command of ten lines
            self.status = said.rpartition("' ")[2]
            return None
        return None if any(one in said for one in SAID) else said

    def _failure(self, record: LogRecord) -> list[str]:
        lines = [f"Failed: {self.messages.get(record.jobid, record.rule_name)}: {self.status}"]
        lines += [f"{name}: {value}" for name, value in record.aux.items()]
        for log in record.log if self.common_settings.show_failed_logs else []:
            try:
                said = Path(log).read_text(encoding="utf-8", errors="replace").splitlines()
            except OSError:
                said = []
            lines += [f"{log}:" if said else f"{log}: is empty", *said[-LAST_LINES:]]
        return lines

    def _in_passing(self, record: LogRecord) -> str | None:
        said = record.getMessage()
        if record.levelno >= WARNING:
            return None if any(one in said for one in SAID) else said
        if said.startswith("Complete log"):
            return said if self.failed else None
        if said.startswith(BEFORE) or (self.running and not said.startswith(KEPT)):
            return None
        return said
