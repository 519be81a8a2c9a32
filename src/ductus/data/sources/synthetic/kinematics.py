"""The movement of the pen: the sigma-lognormal model of handwriting.

A pen-down stroke is a chain of simple movements, each along a circular arc, whose speed is a
lognormal function of time; each begins before the one before has ended, and the pen's velocity is
their vector sum. That the arcs overlap in time is what rounds corners and makes writing smooth.

R. Plamondon, "A kinematic theory of rapid human movements, part I", Biological Cybernetics 72
(1995); R. Plamondon & M. Djioua, "A multi-level representation paradigm for handwriting stroke
generation", Human Movement Science 25 (2006).
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

CORNER = np.deg2rad(50)  # a vertex that turns more than this is a corner
ARC = np.deg2rad(130)  # one movement turns by no more than this
STRAIGHT_EDGE = 0.22  # an edge longer than this (cap heights) is a movement of its own
FAINT = np.deg2rad(20)  # a bend weaker than this is no movement of its own
SIGMAS = 3.0  # a movement is said to last from -3 to +3 standard deviations of its lognormal


class Plan(NamedTuple):
    """The movements of one pen-down stroke, by the points they go through."""

    nodes: np.ndarray  # (movements + 1, 2): where each begins, and where the last ends
    middles: np.ndarray  # (movements, 2): halfway along each


def plan(path: np.ndarray) -> Plan:
    """Divide a path into movements: at corners, at inflections and after some turning.

    Parameters
    ----------
    path : (points, 2), a pen-down stroke of a skeleton, in cap heights.
    """
    path = path[np.r_[True, np.hypot(*np.diff(path, axis=0).T) > 1e-6]]
    edges = np.diff(path, axis=0)
    lengths = np.hypot(*edges.T)
    turns = np.diff(np.arctan2(edges[:, 1], edges[:, 0]))
    turns = (turns + np.pi) % (2 * np.pi) - np.pi  # at the inner vertices
    at = np.r_[0, np.cumsum(lengths)]  # arc length at each vertex

    cuts = {0.0, at[-1]}
    cuts.update(at[1:-1][np.abs(turns) > CORNER])
    for edge in np.flatnonzero(lengths > STRAIGHT_EDGE):
        cuts.update(at[edge : edge + 2])
    cuts.update(_inflections(at, turns))
    cuts = sorted(cuts)
    marks = [0.0]
    for start, end in pairwise(cuts):
        marks.extend(_divided(start, end, at[1:-1], turns))
    marks = np.array(marks)
    halves = (marks[:-1] + marks[1:]) / 2
    return Plan(_at(path, at, marks), _at(path, at, halves))


def _at(path: np.ndarray, at: np.ndarray, where: np.ndarray) -> np.ndarray:
    return np.column_stack([np.interp(where, at, path[:, 0]), np.interp(where, at, path[:, 1])])


def _inflections(at: np.ndarray, turns: np.ndarray) -> list[float]:
    """Where the path stops bending one way and bends the other, faint bends left out."""
    bends: list[list] = []  # [sum of turns, first vertex, last vertex]
    for vertex, turn in enumerate(turns, start=1):
        if abs(turn) > CORNER:
            bends.append([0.0, vertex, vertex])
        elif bends and (bends[-1][0] * turn > 0):
            bends[-1][0] += turn
            bends[-1][2] = vertex
        elif turn:
            bends.append([turn, vertex, vertex])
    bends = [b for b in bends if abs(b[0]) > FAINT]
    return [(at[a[2]] + at[b[1]]) / 2 for a, b in pairwise(bends) if a[0] * b[0] < 0]


def _divided(start: float, end: float, where: np.ndarray, turns: np.ndarray) -> list[float]:
    """The ends of the movements between two cuts, so that each turns by at most ARC."""
    inside = (where > start + 1e-9) & (where < end - 1e-9)
    turned = np.abs(turns[inside])
    parts = max(1, int(np.ceil(turned.sum() / ARC)))
    if parts == 1:
        return [end]
    # turning is taken to be spread over the path between vertices, half an edge either way
    knots = np.r_[start, (where[inside][1:] + where[inside][:-1]) / 2, end]
    share = np.r_[0, np.cumsum(turned)] / turned.sum()
    return [*np.interp(np.arange(1, parts) / parts, share, knots), end]


class Movements(NamedTuple):
    """The movements of a stroke as arcs with their timing."""

    chord: np.ndarray  # (movements, 2)
    turning: np.ndarray  # (movements,) radians, counterclockwise
    start: np.ndarray  # (movements,) seconds
    lasts: np.ndarray  # (movements,) seconds
    sigma: np.ndarray  # (movements,) of the lognormal: the smaller, the more even the rise and fall


def arcs(shape: Plan) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Chords (n, 2), turning angles (n,) and lengths (n,) of arcs through the planned points."""
    nodes, middles = shape
    chord = np.diff(nodes, axis=0)
    c = np.maximum(np.hypot(*chord.T), 1e-9)
    aside = middles - (nodes[:-1] + nodes[1:]) / 2
    sagitta = (chord[:, 0] * aside[:, 1] - chord[:, 1] * aside[:, 0]) / c
    turning = -4 * np.arctan(np.clip(2 * sagitta / c, -1.2, 1.2))
    half = turning / 2
    return chord, turning, c / np.sinc(half / np.pi)


def corners(chord: np.ndarray, turning: np.ndarray) -> np.ndarray:
    """How sharply (radians, 0 to pi) each movement but the first turns off the one before."""
    along = np.arctan2(chord[:, 1], chord[:, 0])
    jump = (along - turning / 2)[1:] - (along + turning / 2)[:-1]
    return np.abs((jump + np.pi) % (2 * np.pi) - np.pi)


def positions(movements: Movements, origin: np.ndarray, time: np.ndarray) -> np.ndarray:
    """Where the pen is at given times: the integral, in closed form, of the summed velocities.

    A movement's direction turns in step with the distance covered, so its displacement is that of
    the arc up to the covered share, and the share is the lognormal distribution function.

    Parameters
    ----------
    movements : n of them.
    origin : (2,), where the stroke begins.
    time : (samples,) seconds.

    Returns
    -------
    (samples, 2)
    """
    chord, turning, start, lasts, sigma = movements
    reach = np.exp(SIGMAS * sigma)
    scale = lasts / (reach - 1 / reach)  # exp(mu) of the lognormal
    since = np.maximum((time[:, None] - start) / scale + 1 / reach, 1e-12)  # (samples, n)
    share = ndtr(np.log(since) / sigma)
    half = turning / 2
    # of an arc from the origin with unit chord along x, the point at a share of its length;
    # sinc keeps straight movements (turning 0) in the same formula
    ratio = share * np.sinc(share * half / np.pi) / np.sinc(half / np.pi)
    swing = (share - 1) * half
    x, y = ratio * np.cos(swing), ratio * np.sin(swing)
    moved = np.stack([x @ chord[:, 0] - y @ chord[:, 1], x @ chord[:, 1] + y @ chord[:, 0]], axis=1)
    return origin + moved
