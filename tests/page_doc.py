"""Measure pages in Chromium, and write the numbers and pictures of docs/page.md: `make page-doc`.

A letter that no data set has is written on each page by a scripted pen, learned, and looked at.
"""

from __future__ import annotations

import base64
import json
import re
import sys
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import torch
from PIL import Image

CHECKOUT = Path(__file__).parents[1]
sys.path.insert(0, str(CHECKOUT / "tests" / "unit"))

from browsers import opened  # noqa: E402
from configs import shot  # noqa: E402
from letter_pages import learned  # noqa: E402
from pens import write  # noqa: E402

from ductus.learning.oneshot import infer_columns  # noqa: E402
from ductus.networks.lstm import GenerativeLSTM  # noqa: E402
from ductus.networks.stored import ORDER  # noqa: E402

DOC = CHECKOUT / "docs" / "page.md"
IMAGES = CHECKOUT / "docs" / "images"
BLOCK = re.compile(r"(<!-- numbers: .*? -->\n).*?(<!-- end of numbers -->)", re.DOTALL)
LESSONS = 5  # of which the times are told
COLUMNS = 4  # of the picture of a phone
MEASURED = """(given) => {
    const data = JSON.parse(document.getElementById("data").textContent);
    const known = new Network(data.shape, decoded(data.weights.trained), 64);
    const plain = (values) => Array.from(values);
    const target = Float64Array.from(given.target);
    const made = columnLoss(known, Float64Array.from(given.column), target);
    const result = { written: plain(made.written), gradient: plain(made.gradient) };
    for (const iterations of given.iterations) {
        const settings = { iterations, learning_rate: 0.003, falling: true };
        const how = { known: [], start: new Float64Array(known.dense), random: {} };
        let last = null;
        for (const one of inferColumn(known, target, settings, how)) last = one;
        result[iterations] = plain(last.column);
    }
    return result;
}"""

LESSON = """(target) => {
    const data = JSON.parse(document.getElementById("data").textContent);
    const known = new Network(data.shape, decoded(data.weights.trained), 64);
    const random = { draw: normal("a"), deform: normal("b"), pick: uniform("c") };
    const how = { known: data.trained, start: new Float64Array(known.dense), random };
    for (const one of inferColumn(known, Float64Array.from(target), data.oneshot, how));
}"""


def star(bend: float = 0.0) -> list[list[tuple[float, float, float]]]:
    """A star of one stroke: pressed in the middle of each line, slower at its ends."""
    corner = np.radians(90 + 144 * np.arange(6))
    corners = np.stack([0.5 + 0.25 * np.cos(corner), 0.52 - 0.38 * np.sin(corner)], axis=1)
    t = np.linspace(0, 1, 10, endpoint=False)[:, None]
    eased = t**2 * (3 - 2 * t)
    lines = [begin + (end - begin) * eased for begin, end in pairwise(corners)]
    points = np.concatenate([*lines, corners[-1:]])
    points[:, 0] += bend * np.sin(9 * points[:, 1])
    pressure = np.append(np.tile(0.3 + 0.5 * np.sin(np.pi * t[:, 0]), 5), 0.2)
    return [list(zip(*points.T.tolist(), pressure.tolist(), strict=True))]


def umlaut() -> list[list[tuple[float, float, float]]]:
    """An ö of three strokes."""
    t = np.linspace(0, 1, 34)
    x, y = 0.5 - 0.17 * np.sin(2 * np.pi * t), 0.62 - 0.26 * np.cos(2 * np.pi * t)
    ring = list(zip(x.tolist(), y.tolist(), (0.4 + 0.3 * np.sin(np.pi * t)).tolist(), strict=True))
    dots = [[(x, 0.2, 0.5), (x + 0.012, 0.215, 0.6), (x + 0.015, 0.23, 0.4)] for x in (0.42, 0.56)]
    return [ring, *dots]


def teach(tab: Any, symbol: str, strokes: Any) -> float:
    """Write a letter and wait until it is learned; seconds of the iterations."""
    write(tab, "#pad", strokes)
    tab.fill("#symbol", symbol)
    tab.click("#teach")
    learned(tab, symbol)
    return float(re.search(r"took ([\d.]+) s", tab.text_content("#learning"))[1])


def carried(page: Path) -> dict[str, Any]:
    """What a page knows of its experiment."""
    text = page.read_text(encoding="utf-8")
    return json.loads(re.search(r'id="data">(.*?)</script>', text, re.DOTALL)[1])


def network_of(known: dict[str, Any]) -> GenerativeLSTM:
    """The trained network that a page has."""
    model = GenerativeLSTM(**known["shape"])
    weights = np.frombuffer(base64.b64decode(known["weights"]["trained"]["float32"]), "<f4")
    state = model.state_dict()
    names = [name for name in ORDER if name in state]
    pieces = np.split(weights, np.cumsum([state[name].numel() for name in names])[:-1])
    model.load_state_dict(
        {
            name: torch.from_numpy(piece.copy()).view(state[name].shape)
            for name, piece in zip(names, pieces, strict=True)
        }
    )
    return model.requires_grad_(False)


def differences(tab: Any, known: dict[str, Any]) -> dict[str, float]:
    """How far the page's sums are from those of torch, for the example of its first new letter."""
    model, symbol = network_of(known), known["new"][0]
    steps = len(known["examples"][symbol]) // 4
    target = torch.tensor(known["examples"][symbol]).view(steps, 1, 4)
    # Half of what was learned: at its end the gradient is little but rounding.
    lengths, column = torch.tensor([steps]), (0.5 * model.own([symbol])).requires_grad_()
    model.own_loss_to(target, lengths)(column).sum().backward()
    given = {
        "target": target.ravel().tolist(),
        "column": column.detach().ravel().tolist(),
        "iterations": [100, 1000],
    }
    found = tab.evaluate(MEASURED, given)
    written = model.write_own(column.detach(), [steps])[0].ravel()
    gradient = column.grad.ravel().numpy()
    told = {
        "written": float(np.abs(np.array(found["written"]) - written).max()),
        "gradient": float(np.linalg.norm(found["gradient"] - gradient) / np.linalg.norm(gradient)),
    }
    for iterations in given["iterations"]:
        plain = shot(iterations, 0.003, falling=True)
        columns, _ = infer_columns(model, [symbol], target, lengths, **plain)
        apart = np.abs(np.array(found[str(iterations)]) - columns[0].numpy()).max()
        told[str(iterations)] = float(apart)
    return told


def cpu_seconds(browser: Any, tab: Any, known: dict[str, Any]) -> float:
    """CPU time of a lesson as the config has it, on a target of 40 steps."""

    def used() -> float:
        found = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
        return sum(one["cpuTime"] for one in found["processInfo"] if one["type"] == "renderer")

    target = np.resize(known["examples"][known["new"][0]], 160).tolist()
    before = used()
    tab.evaluate(LESSON, target)
    return used() - before


def measured(browser: Any, page: Path) -> list[str]:
    """The cells of a page's row."""
    known = carried(page)
    tab = browser.new_page()
    tab.set_default_timeout(120_000)
    tab.goto(page.resolve().as_uri())
    seconds = [teach(tab, f"star {i}", star(0.01 * i)) for i in range(LESSONS)]
    apart = differences(tab, known)
    busy = [cpu_seconds(browser, tab, known) for _ in range(LESSONS)]
    tab.close()
    return [
        f"`{known['told']['name']}`",
        f"{page.stat().st_size / 1e6:.2f} MB",
        *(
            f"{median(times):.1f} s ({min(times):.1f} to {max(times):.1f})"
            for times in (busy, seconds)
        ),
        *(f"{apart[name]:.0e}" for name in ("written", "gradient", "100", "1000")),
    ]


def table(rows: list[list[str]]) -> str:
    """All rows below what their cells are."""
    head = [
        *("page", "size", "CPU", "as it was seen", "what a column writes"),
        *("its gradient", "column after 100 iterations", "after 1,000"),
    ]
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def taught(browser: Any, page: Path, width: int, scheme: str) -> Any:
    """A page on which two letters were taught and a drawing of one of them was recognised."""
    how = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    tab = browser.new_context(**how).new_page()
    tab.set_default_timeout(120_000)
    tab.goto(page.resolve().as_uri())
    teach(tab, "ö", umlaut())
    teach(tab, "star", star())
    write(tab, "#pad", star())
    write(tab, "#second-pad", star(0.03))
    tab.click("#recognise")
    tab.locator("#answers li").first.wait_for()
    map_ = tab.locator("#states").bounding_box()
    tab.locator("#states").click(position={"x": 0.4 * map_["width"], "y": 0.45 * map_["height"]})
    tab.evaluate("scrollTo(0, 0)")
    return tab


def pictures(browser: Any, page: Path) -> None:
    """The upper and the lower half on a desktop; all of it on a phone, in columns."""
    tab = taught(browser, page, 1200, "light")
    half = tab.locator("#varying").bounding_box()["y"] - 8
    whole = tab.evaluate("document.documentElement.scrollHeight")
    for name, top, bottom in (("page", 0, half), ("page-then", half, whole)):
        clip = {"x": 0, "y": top, "width": 1200, "height": bottom - top}
        _keep(tab.screenshot(full_page=True, clip=clip), name)
    tab.context.close()
    tab = taught(browser, page, 360, "dark")
    phone = Image.open(BytesIO(tab.screenshot(full_page=True)))
    tab.context.close()
    height = -(-phone.height // COLUMNS)
    montage = Image.new("RGB", (phone.width * COLUMNS, height))
    for column in range(COLUMNS):
        part = phone.crop((0, column * height, phone.width, (column + 1) * height))
        montage.paste(part, (column * phone.width, 0))
    _keep(montage, "page-phone")


def _keep(picture: Any, name: str) -> None:
    """A picture of few colours in a small file."""
    if isinstance(picture, bytes):
        picture = Image.open(BytesIO(picture))
    small = picture.convert("RGB").quantize(128, dither=Image.Dither.NONE)
    small.save(IMAGES / f"{name}.png", optimize=True)


def main(pages: list[Path]) -> None:
    torch.set_num_threads(1)
    with opened() as browser:
        block = table([measured(browser, page) for page in pages])
        pictures(browser, pages[0])
    text = DOC.read_text(encoding="utf-8")
    DOC.write_text(BLOCK.sub(lambda m: f"{m[1]}\n{block}\n{m[2]}", text), encoding="utf-8")
    print(block, end="")


if __name__ == "__main__":
    main([Path(page) for page in sys.argv[1:]])
