"""What each figure reads, and what is said below it: for the rule, the command and the tests.

A figure is the module of its name, with a function `draw` that takes what is named here, in the
order of `Figure`: first what was written, then cases, tables, values of the config, and pictures.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Figure(NamedTuple):
    """What a figure is drawn from.

    Attributes
    ----------
    caption : below it in the report.
    written : tasks whose trajectories by the median learner it shows, or ``states``.
    cases : tables of which it shows the median learner's rows.
    tables : tables of all seeds.
    config : keys of the config whose values it is given.
    shown : pictures of a landscape, in the folder of a seed: of the first network that learned.
    symbols : whether it names symbols although it shows no single drawing.
    endings : of its files.
    target : ``figures``, ``sweep``, ``samples``, ``prediction``, ``networks``, ``sequences``,
        ``landscape`` or ``words``.
    """

    caption: str
    written: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    config: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    symbols: bool = False
    endings: tuple[str, ...] = ("svg", "png")
    target: str = "figures"

    @property
    def of_a_learner(self) -> bool:
        """Whether single drawings are shown, those of the median learner."""
        return bool(self.written)

    @property
    def reads(self) -> list[str]:
        """All tables that it needs: whose drawings are shown, and which symbols there are, too."""
        whose = ["generation"] if self.of_a_learner else []
        named = ["classification_cases"] if self.symbols or self.of_a_learner else []
        return list(dict.fromkeys([*self.cases, *self.tables, *whose, *named]))

    @property
    def files(self) -> list[str]:
        """Files of a seed that it needs."""
        written = [STATES if task == "states" else f"{task}.parquet" for task in self.written]
        return [*written, *self.shown]


STATES = "states.npz"
WHOSE = (
    "Single drawings are of the learner that the figure names, the median of all by error in shape."
)
FIGURES = {
    "training": Figure(
        "How exactly the trained characters were learned: the training loss above its floor, "
        "over optimiser steps (bottom) and samples (top), a line for each seed.\n"
        "The floor is the variance of the drawings of one character: the network writes one "
        "trajectory a character, so no training can go below it.",
        tables=("training",),
    ),
    "generation": Figure(
        "Section 3.1, Fig. 2: new characters (green: the one example) written again after "
        "one-shot inference (blue), without it (red), and after the same inference in an "
        "untrained network (orange). Each drawing fills its cell, thicker where pressed "
        "harder.\n"
        "Below: mean squared error of the four features against the example, by character "
        "(range over seeds and exemplar writers) and on average (95 % interval).",
        written=("generation",),
        tables=("generation",),
    ),
    "variation": Figure(
        "Section 3.2, Fig. 3: the letter written from its inferred weights (dark), then "
        "variants with normally distributed noise on the code at every step; below, one draw "
        "as the noise grows.\n"
        "Boxes: quartiles over characters, draws, exemplar writers and seeds of the distance "
        "(dynamic time warping) to the example; per cent: variants nearer to their own "
        "example than to that of any other new character.",
        written=("variation", "generation"),
        tables=("variation",),
    ),
    "classification": Figure(
        "Section 3.3, Fig. 4: a probe (green), the trajectory written from the code inferred "
        "for it by the paper's method (blue), and that code; its largest entry is the answer. "
        'The paper\'s "p" where it was both identified and missed; otherwise the first '
        "character that was.\n"
        "Right: share identified for variants by the network itself and for people's "
        "drawings, with 95 % intervals over seeds and exemplar writers.",
        written=("classification",),
        cases=("classification_cases",),
        tables=("classification",),
    ),
    "accuracy_by_noise": Figure(
        "Section 3.3: variants identified as the noise on their codes grows, and people's "
        "drawings beside them; by the paper's method among all symbols and among the new "
        "ones, and by the method that is best on people's drawings.\n"
        "Bands and bars: 95 % intervals (seeds and exemplar writers resampled independently).",
        tables=("classification", "classification_cases"),
    ),
    "methods": Figure(
        "All methods on the same probes, the best on people's drawings first. Filled: among "
        "the new characters; open: among all symbols, where a method considers these.\n"
        "A network is worth its training where it lies to the right of the methods without "
        "one (grey).",
        tables=("classification", "classification_cases"),
    ),
    "confusion": Figure(
        "What each new character was taken for, among the new ones: by the paper's method and "
        "by the one that is best on people's drawings (chosen on these same cases). Numbers "
        "are per cent of the character's cases, from 5 up.",
        tables=("confusion", "classification"),
        symbols=True,
    ),
    "difficulty": Figure(
        "How hard each new character is: errors of the letter written after one-shot "
        "inference, and share of the probes identified among the new characters, with 95 % "
        "intervals over seeds and exemplar writers.\n"
        "Sorted by the share that the paper's method identifies, averaged over the kinds of "
        "probes.",
        tables=("difficulty",),
        symbols=True,
    ),
    "blending": Figure(
        "Section 3.4, Fig. 5: codes with two entries that sum to one, from all of the first "
        "letter to all of the second.\n"
        "The network has no sign of the end: each blend is written for the interpolated "
        "number of steps.",
        written=("blending",),
        endings=("svg", "png", "gif"),
    ),
    "cell_states": Figure(
        "Section 3.5, Fig. 6: cell states c of all LSTM units while letters that share a part "
        "are written. Numbers on the letter are steps, the same as on the axis below its "
        "features and states; units have the same order in both letters, those with similar "
        "courses beside each other.\n"
        "Table ``states`` asks in numbers whether the shared part looks alike.",
        written=("states",),
        config=("states.shared",),
    ),
    "hidden_states": Figure(
        "Section 3.5, Fig. 7: hidden states h of all LSTM units, drawn as the cell states of "
        "Fig. 6; a movement written twice should show a pattern twice, distinct movements "
        "distinct patterns.\n"
        "Table ``states`` asks in numbers whether the pattern repeats.",
        written=("states",),
        config=("states.shown",),
    ),
    "samples": Figure(
        "How good drawings of new letters are: how many a critic that is no network names right "
        "(`nn_dtw`, after the one example), against how far two of them are apart, and how far "
        "each is from the example. Lines: levels of noise on the code, and of the bias of "
        "sampling. Bars: 95 % intervals over seeds and exemplar writers.\n"
        "A good sample lies where people's drawings do: no copy of the example, and recognised.",
        tables=("samples",),
        target="samples",
    ),
    "samples_drawn": Figure(
        "New letters, each learned from one example: this example, other drawings by its writer "
        "and by others (green), and what the network makes of it (blue), by noise on the code and, "
        "if it gives drawings a probability, sampled at each bias; two of each.\n"
        "Of the first seed and its first exemplar writer.",
        tables=("samples_shown",),
        target="samples",
    ),
    "prediction": Figure(
        "How well drawings of trained letters are predicted step by step, each step after the true "
        "ones before it: nats of moves and onsets and the squared error of the likeliest move, of "
        "steps of standard deviation 1. Less is better. Filled: drawings by writers who trained "
        "nothing. Bars: 95 % intervals over seeds and writers.\n"
        "One layer has as many weights as three.",
        tables=("prediction",),
        target="prediction",
    ),
    "prediction_density": Figure(
        "Where a network of three layers expects the pen next, along drawings by a writer who "
        "trained nothing: the densities of all next points together (logarithmic), and the drawing "
        "on them. Below: the weights of the mixture's components, step by step.",
        tables=("prediction_density",),
        target="prediction",
    ),
    "training_map": Figure(
        "What a network can do with new letters against the amount of training, for both "
        "objectives. Bands: 95 % intervals over seeds and exemplar writers.\n"
        "Where the excess of the loss has become small beside its floor, the loss no longer "
        "tells networks apart; the other panels do. The last row is what may explain it.",
        tables=("training_map",),
        config=("training.steps",),
        target="sweep",
    ),
    "oneshot_iterations": Figure(
        "What the trained network can do with new letters after fewer or more iterations of "
        "one-shot inference. Bands: 95 % intervals over seeds and exemplar writers.",
        tables=("oneshot_iterations",),
        config=("oneshot.iterations", "oneshot.mixing"),
        target="sweep",
    ),
    "tradeoff": Figure(
        "What is had of one ability at what cost of another: variants identified by the paper's "
        "method among all symbols, and smooth blends, against how near new letters come to their "
        "examples, as one-shot inference goes on (squares: iterations) and the more of it is of "
        "codes mixed with trained ones (circles: share).\n"
        "Filled: the experiment's own inference. Better is up and to the left. Bars: 95 % "
        "intervals over seeds and exemplar writers.",
        tables=("oneshot_iterations",),
        config=("oneshot.iterations", "oneshot.mixing"),
        target="sweep",
    ),
    "networks": Figure(
        "What networks with as many weights can do with new letters: how near they come to the one "
        "example, what is identified by the code that the paper's method infers (filled: among all "
        "symbols) and by the nearest code (open: among the new ones), and how many blends are "
        "smooth. Bars: 95 % intervals over seeds and exemplar writers.\n"
        "Dashed: the LSTM of the paper; dotted: the median distance between two people's drawings "
        "of a letter.",
        tables=("networks",),
        target="networks",
    ),
    "networks_training": Figure(
        "The excess of the training loss against CPU seconds, a line for each network and seed. "
        "Dotted: the two goals whose times the table `networks` holds.\n"
        "`exact` and `hessian_free` follow the same gradient, without mixing; the others' targets "
        "are mixed anew at each step.",
        tables=("networks_training",),
        target="networks",
    ),
    "networks_traces": Figure(
        "A trace: a letter is written with another letter's code at one step. How far its hidden "
        "states are from those without, by layer, against the steps since; the mean over trained "
        "letters, a line for each seed.\n"
        "Dotted: the half, by which the half-life is read.",
        tables=("networks_traces",),
        target="networks",
    ),
    "networks_atlas": Figure(
        "Trained letters coloured by the hidden state of the cell that tells a property of the "
        "pen's movement best, of all cells of the network.\n"
        "Score: the correlation's size; of a lift within three steps, twice the distance of the "
        "area under the curve from chance.",
        tables=("networks_atlas",),
        target="networks",
    ),
    "sequences": Figure(
        "How well networks with as many weights predict each next symbol. Filled: static; open: "
        "weights adapt while they are tested. Digits: of the numbers that are added; the largest "
        "were never learned. Bars: 95 % intervals over seeds.\n"
        "Dotted: compressors, and the frequencies of characters (unigram).",
        tables=("sequences",),
        target="sequences",
    ),
    "sequences_scheduled": Figure(
        "Scheduled sampling, from all inputs true to fewer: nats a point with true inputs, and how "
        "far letters that the network writes by itself are from people's, by tokens of moves that "
        "follow each other and by single tokens. Bars: 95 % intervals over seeds.\n"
        "Dashed: what knows only how often each token is at each place of a letter. The critique "
        "of the method predicts that a network trained to the end comes to this. Dotted: as many "
        "of the letters that are learned from.",
        tables=("sequences",),
        target="sequences",
    ),
    "sequences_written": Figure(
        "Letters that networks write by themselves, token by token, at temperature 1; the first "
        "network at lower ones too. Of the first seed.",
        tables=("sequences_written",),
        target="sequences",
    ),
    "sequences_cells": Figure(
        "A text that was not learned, each character coloured by the hidden state of the cell that "
        "tells a property of its place best.\n"
        "Score: the correlation's size; of a quotation, twice the distance of the area under the "
        "curve from chance.",
        tables=("sequences_cells",),
        target="sequences",
    ),
    "landscape_map": Figure(
        "What an autoencoder found in pictures without their names: a row for each slice of three "
        "latent neurons, in it the centres of its density clusters, the largest first, as they are "
        "drawn. Below each, what it is recognised as; pale if it is not recognised.",
        tables=("landscape",),
        shown=("landscape/sparse.npz",),
        target="landscape",
    ),
    "landscape_spheres": Figure(
        "What is drawn around cluster centres: in each row a centre, then random points on spheres "
        "of growing radius, and last what is drawn without any activation.\n"
        "Right: share of such points that are still drawn as their centre is, over networks.",
        tables=("landscape", "landscape_spheres"),
        shown=("landscape/sparse.npz",),
        target="landscape",
    ),
    "landscape_numbers": Figure(
        "Landscapes in numbers: each network whose training succeeded, and mean with 95 % interval "
        "over them. Sparse and dense autoencoders and random projections of pictures; codes and "
        "hidden states of the network that writes, of other drawings and fewer of them.",
        tables=("landscape",),
        target="landscape",
    ),
    "landscape_own": Figure(
        "The network that writes: the largest clusters of its hidden states, found without names "
        "among people's drawings of which it inferred codes. First what it writes from the mean "
        "code of a cluster, and what that is recognised as (pale if it is not); then the drawings "
        "nearest to the centre, with their letters.",
        tables=("landscape",),
        shown=("landscape_own/states.npz",),
        target="landscape",
    ),
    "landscape_methods": Figure(
        "One-shot recognition: the share of people's drawings of new characters that are "
        "identified after one example each, in latent spaces (filled) and by methods without a "
        "network (grey), with 95 % intervals over seeds and exemplar writers.",
        tables=("landscape_methods",),
        target="landscape",
    ),
    "words": Figure(
        "Words by people that trained no network (green), and the same texts written by the "
        "network (blue), from samples as they come to what is likely.\n"
        "All to one scale; between composed letters the pen is lifted, as in words learned from.",
        tables=("words_shown",),
        target="words",
    ),
    "words_window": Figure(
        "Where the network looks: above a word, in two colours by the letter that has most of the "
        "window; below, the shares of the letters in the window, step by step. When the sign for "
        "the end has most, the word is done.",
        tables=("words_window",),
        target="words",
    ),
    "words_primed": Figure(
        "A word that somebody has written (green), and words that the network goes on with (blue). "
        "It was told the first; nothing was adapted.",
        tables=("words_shown",),
        target="words",
    ),
    "words_new": Figure(
        "A new letter, learned from one example (green) by adapting its column alone, in words "
        "with letters that were trained (blue); the same words after one example of each letter by "
        "the same writer (orange), and of that writer's other letters (green).",
        tables=("words_shown",),
        target="words",
    ),
    "words_numbers": Figure(
        "Letters of written words that are read as they were meant, by the nearest of other "
        "people's letters, after the word is cut by the window. Left: by bias; right: with letters "
        "learned from one example. Bars: 95 % intervals over seeds and exemplar writers.",
        tables=("words",),
        target="words",
    ),
}


def of_target(target: str) -> list[str]:
    """Names of the figures that a target draws."""
    return [name for name, figure in FIGURES.items() if figure.target == target]


def caption_of(name: str) -> str:
    """What is said below a figure."""
    figure = FIGURES[name]
    return f"{figure.caption}\n{WHOSE}" if figure.of_a_learner else figure.caption


def paths_of(name: str, seeds: list[int]) -> list[Path]:
    """Files below the folder of results that a figure of a run with these seeds is drawn from."""
    figure = FIGURES[name]
    tables = [Path("tables", f"{table}.csv") for table in figure.reads]
    return [*tables, *(Path(f"seed{seed}", file) for seed in seeds for file in figure.files)]
