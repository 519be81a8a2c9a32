"""Drawings as images: lines, as one looks at them, and spots, as a network reads them."""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image, ImageDraw
from scipy.ndimage import gaussian_filter
from torch import Tensor

from ductus.data.normal_form import normal_form

PIXELS, INK = 28, 2.0  # side of an image, width of its lines; in pixels
REACH = 3.4  # standard deviations between the middle of an image and its edge
FINER = 4  # an image is drawn so many times larger and then reduced
BLUR = 1.25  # of images that are compared pixel by pixel; in pixels

SPOTTED = 20  # side of an image of spots
SPOTTED_REACH, PEN = 2.2, 0.13  # its half side and the width of the pen, in units of a path
FAINT = 6.0  # widths of the pen beyond which a spot, of 1e-8, fades no more: to reckon with numbers
#              near the smallest that there are takes ten times as long


def image(steps: np.ndarray) -> np.ndarray:
    """A drawing in normal form as an image (28, 28), 0 to 1; the lifted pen leaves no line.

    Row 0 is the top.
    """
    side = PIXELS * FINER
    canvas = Image.new("L", (side, side))
    pen, half = ImageDraw.Draw(canvas), INK * FINER / 2
    for stroke in normal_form(steps).strokes:
        line = [tuple(p) for p in (stroke * [1, -1] / REACH + 1) / 2 * side]
        pen.line(line, fill=255, width=round(2 * half))
        for x, y in line:  # round ends and joints; a dot is nothing else
            pen.ellipse((x - half, y - half, x + half, y + half), fill=255)
    return np.asarray(canvas.reduce(FINER), dtype=np.float64) / 255


def blurred(images: np.ndarray) -> np.ndarray:
    """Images (n, 28, 28), blurred a little and flat (n, 784), for comparison pixel by pixel."""
    return gaussian_filter(images, (0, BLUR, BLUR)).reshape(len(images), -1)


def spots(paths: Tensor) -> Tensor:
    """Images (B, 3, SPOTTED, SPOTTED) of paths: ink, and which way it runs, either way round.

    Each point of the pen on the paper is a Gaussian spot. Channels two and three are the cosine and
    sine of twice the direction, the same for a line drawn from either end.
    """
    points, lifted = paths[..., :2], paths[..., 3]
    grid = torch.linspace(-SPOTTED_REACH, SPOTTED_REACH, SPOTTED)
    away = ((points[..., None] - grid) / PEN).clamp(-FAINT, FAINT)  # (B, n, 2, SPOTTED)
    spread = torch.exp(-away.square() / 2)
    across = spread[:, :, 0] * (lifted < 0.5)[..., None]
    moves = torch.diff(points, dim=1, prepend=points[:, :1])
    c, s = (moves / moves.norm(dim=2, keepdim=True).clamp(min=1e-6)).unbind(dim=2)
    ink = torch.stack([torch.ones_like(c), c * c - s * s, 2 * c * s], dim=1)  # (B, 3, PATH_POINTS)
    drawn = torch.einsum("bct,btx,bty->bcyx", ink, across, spread[:, :, 1]).clamp(-1.5, 1.5)
    return drawn.contiguous(memory_format=torch.channels_last)  # in which convolving is faster
