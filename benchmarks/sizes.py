"""How much is measured: what the report is about, or so little that it takes seconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """Numbers of a run of the benchmarks.

    Attributes
    ----------
    hidden : units of the dense layer and of the LSTM; None: as in config.yaml.
    goals : excess losses that the trainings are to reach, falling.
    cap : CPU seconds after which the plain training is given up.
    pretraining : steps that the network has learned with which inference is measured.
    iterations : of one-shot inference and identification.
    probes, plain_probes : how many are identified, and how many one at a time in their place.
    drawings : how many the data grow to.
    overlays, targets : what of the whole workflow runs, with which config.
    turns : how often ways that are compared take their turn.
    """

    hidden: int | None = None
    goals: tuple[float, ...] = (1e-3, 3e-4, 1e-4)
    cap: float = 2100.0
    pretraining: int = 500
    iterations: int = 1000
    probes: int = 500
    plain_probes: int = 20
    drawings: tuple[int, ...] = (5_000, 50_000, 500_000)
    overlays: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    turns: int = 3


WHOLE = Sizes()
QUICK = Sizes(
    hidden=8,
    goals=(0.5, 1e-12),
    cap=0.5,
    pretraining=20,
    iterations=5,
    probes=30,
    plain_probes=5,
    drawings=(100, 200),
    overlays=("workflow/presets/smoke.yaml",),
    targets=("split",),
    turns=1,
)
