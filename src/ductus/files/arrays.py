"""Arrays in files (NumPy's .npz), read without trusting what is in them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from ductus.errors import DuctusError, one_line

KINDS = {"U": "text", "i": "whole numbers", "u": "whole numbers from 0", "f": "numbers"}


def read_arrays(path: Path, what: str, forms: Mapping[str, str]) -> dict[str, np.ndarray]:
    """Read arrays that belong together.

    Parameters
    ----------
    what : what the file is expected to be, for messages.
    forms : array -> its kind (`KINDS`) and its axes: ``"f WT4"`` is an array of numbers (W, T, 4).
        A letter stands for the same length in all arrays. An array `lengths`, if there is one,
        counts steps of the axis T.

    Raises
    ------
    DuctusError
        The file is not there or damaged, would need unpickling, or an array is missing, has another
        form or a value that is not finite.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in forms if name in stored}
    except Exception as error:  # a damaged archive raises a dozen kinds
        raise DuctusError(f"{path}: expected {what}; {one_line(error)}") from error
    problem = _problem(arrays, forms)
    if problem:
        raise DuctusError(f"{path}: expected {what}; {problem}")
    return arrays


def _problem(arrays: Mapping[str, np.ndarray], forms: Mapping[str, str]) -> str | None:
    sizes: dict[str, int] = {}
    for name, form in forms.items():
        if name not in arrays:
            return f"it has no {name!r}"
        kind, _, axes = form.partition(" ")
        array = arrays[name]
        if array.dtype.kind != kind:
            return f"{name}: expected {KINDS[kind]}, got {array.dtype}"
        known = {axis: sizes.get(axis, int(axis) if axis.isdigit() else None) for axis in axes}
        expected = tuple(known[axis] for axis in axes)
        if len(array.shape) != len(axes) or any(
            size not in (None, came) for size, came in zip(expected, array.shape, strict=True)
        ):
            said = ", ".join(str(known[axis] or axis) for axis in axes)
            return f"{name}: expected the shape ({said}), got {array.shape}"
        sizes.update(zip(axes, array.shape, strict=True))
        if kind == "f" and not np.isfinite(array).all():
            place = np.argwhere(~np.isfinite(array))[0].tolist()
            return f"{name}: expected finite numbers, got {array[tuple(place)]} at {place}"
    if not all(sizes.values()):
        return "it has an array with nothing in it"
    if (
        "lengths" in forms
        and not ((arrays["lengths"] > 0) & (arrays["lengths"] <= sizes["T"])).all()
    ):
        return f"lengths: expected 1 to {sizes['T']}, got {arrays['lengths'].tolist()}"
    return None
