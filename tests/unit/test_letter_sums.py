"""The page's sums are those of torch: forward, gradient, inference, identification."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from configs import shot

from ductus.learning.adam import Adam, fallen
from ductus.learning.oneshot import infer_columns
from ductus.learning.varied import distorted
from ductus.networks.catalogue import new_network
from ductus.pages.letter.joined import script
from ductus.pages.letter.weights import encoded, encoded_briefly, rounded
from ductus.tasks.methods.gradient import infer_codes
from ductus.tasks.variation import write_variants

SYMBOLS = list("abcdef")
KNOWN = ["a", "b", "c"]
STEPS = 40
SHAPES = {
    "the default's": {"dense": 300, "hidden": 100, "bias": True},
    "no biases": {"dense": 100, "hidden": 100, "bias": False},
    "odd sizes": {"dense": 7, "hidden": 5, "bias": True},
}


def network(shape, seed=1):
    """Untrained but for larger weights, so that its states are far from linear."""
    made = new_network(SYMBOLS, seed=seed, **SHAPES[shape])
    with torch.no_grad():
        for weight in made.parameters():
            weight *= 2.0
    return made.requires_grad_(False)


@pytest.fixture(scope="module")
def target():
    return 0.5 * torch.randn(STEPS, 1, 4, generator=torch.Generator().manual_seed(2))


@pytest.fixture(scope="module")
def tab(chromium):
    page = chromium.new_page()
    page.add_script_tag(content=script("worker", "shapes"))
    yield page
    page.close()


def ask(tab, expression, model, weights=encoded, plain=False, **values):
    """The value of an expression in JavaScript, in which `network` is this one."""
    given = {**values, "shape": model.shape, "weights": weights(model), "plain": plain}
    for name, value in given.items():
        if isinstance(value, (np.ndarray, torch.Tensor)):
            given[name] = value.ravel().tolist()
    names = ", ".join(given)
    return tab.evaluate(
        f"""({{{names}}}) => {{
            const network = new Network(shape, decoded(weights), {STEPS}, plain);
            const plainly = (value) => Array.from(value);
            const series = (values) => {{ let i = 0; return () => values[i++]; }};
            {expression}
        }}""",
        given,
    )


def apart(one, other):
    """The norm of the difference, relative to that of the other."""
    one, other = np.asarray(one).ravel(), np.asarray(other).ravel()
    return np.linalg.norm(one - other) / np.linalg.norm(other)


@pytest.mark.parametrize("plain", [False, True], ids=["vectors", "plain"])
@pytest.mark.parametrize("noise", [0.0, 0.05])
@pytest.mark.parametrize("shape", SHAPES)
def test_what_a_column_writes_its_loss_and_its_gradient_are_those_of_torch(
    tab, target, shape, noise, plain
):
    model = network(shape)
    sources = torch.Generator().manual_seed(3)
    column = 0.3 * torch.randn(1, model.shape["dense"], generator=sources)
    drawn = noise * torch.randn(STEPS, 1, len(KNOWN) + 1, generator=sources)
    column.requires_grad_()
    loss = model.own_loss_to(target, torch.tensor([STEPS]), KNOWN)(column, drawn)
    loss.sum().backward()
    found = ask(
        tab,
        """const how = [names, { noise: 1 }, { draw: series(noise) }];
        const changes = noise.some((one) => one);
        const varied = changes ? new Varied(network, target, ...how) : null;
        const made = columnLoss(network, column, target, varied);
        return { ...made, gradient: plainly(made.gradient), written: plainly(made.written) };
        """,
        model,
        plain=plain,
        names=KNOWN,
        column=column.detach(),
        target=target,
        noise=drawn,
    )
    assert found["loss"] == pytest.approx(loss.item(), rel=1e-5)
    assert apart(found["gradient"], column.grad) < 1e-5
    if not noise:
        written = model.write_own(column.detach(), [STEPS])[0]
        np.testing.assert_allclose(found["written"], written.ravel(), atol=1e-5)


@pytest.mark.parametrize(
    ("falling", "start", "pull"),
    [(False, "zero", 0.0), (True, "network", 0.0), (True, "mean", 0.0), (True, "mean", 0.3)],
)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_hundred_iterations_lead_to_the_column_of_torch(tab, target, shape, falling, start, pull):
    model = network(shape)
    settings = shot(100, 0.003, falling=falling, start=start, pull=pull, known=KNOWN)
    columns, losses = infer_columns(model, ["f"], target, torch.tensor([STEPS]), **settings)
    found = ask(
        tab,
        """const { start } = settings;
        const begin = start === "network" ? own : startColumn(network, start, known, "");
        const course = [...inferColumn(network, target, settings, { known, start: begin })];
        const { column } = course[course.length - 1];
        return { column: plainly(column), losses: course.map((one) => one.loss) };""",
        model,
        target=target,
        settings=settings,
        known=KNOWN,
        own=model.own(["f"])[0],
    )
    np.testing.assert_allclose(found["column"], columns[0], atol=1e-3)
    np.testing.assert_allclose(found["losses"], losses[:, 0], atol=1e-3)
    assert losses[-1] < 0.99 * losses[0]  # it went somewhere


@pytest.mark.parametrize("mixing", [0.0, 0.5])
@pytest.mark.parametrize("distortion", [0.0, 0.2])
@pytest.mark.parametrize("noise", [0.0, 0.03])
def test_varied_in_the_same_way_inference_is_the_same(tab, target, noise, distortion, mixing):
    model, rate, iterations, lengths = network("the default's"), 0.003, 100, torch.tensor([STEPS])
    sources = torch.Generator().manual_seed(4)
    drawn = torch.randn(iterations, STEPS, 1, len(KNOWN) + 1, generator=sources)
    picked = torch.rand(iterations, 3, generator=sources)  # share, whether, with which
    maps, same = (torch.Generator().manual_seed(5) for _ in range(2))
    deformed = torch.cat([torch.randn(2, 2, generator=same) for _ in range(iterations)])
    known = [torch.from_numpy(one) for one in model.write(model.codes(KNOWN), [STEPS] * 3)]
    column = torch.zeros(1, model.shape["dense"], requires_grad=True)
    optimiser = Adam(column, rate)
    for iteration in range(iterations):
        optimiser.learning_rate = rate * fallen(iteration / iterations)
        shown = distorted(target, distortion, [maps]) if distortion else target
        share, mixed, which = picked[iteration].tolist()
        share, other = share * (mixed < mixing), int(which * len(KNOWN))
        change = noise * drawn[iteration]
        change[..., other] += share
        change[..., -1] -= share
        wanted = (1 - share) * shown + share * known[other][:, None]
        model.own_loss_to(wanted, lengths, KNOWN)(column, change).sum().backward()
        optimiser.step()
    settings = {"iterations": iterations, "learning_rate": rate, "falling": True}
    found = ask(
        tab,
        """const start = startColumn(network, "zero");
        const [draw, deform, pick] = [drawn, deformed, picked].map(series);
        let last = null;
        const how = { known, start, random: { draw, deform, pick } };
        for (const one of inferColumn(network, target, settings, how)) last = one;
        return plainly(last.column);""",
        model,
        target=target,
        settings={**settings, "noise": noise, "distortion": distortion, "mixing": mixing},
        known=KNOWN,
        drawn=drawn,
        deformed=deformed,
        picked=picked,
    )
    np.testing.assert_allclose(found, column.detach()[0], atol=1e-3)


@pytest.mark.parametrize("start", ["zero", "uniform"])
def test_identification_finds_the_code_of_torch(tab, target, start):
    model = network("the default's")
    codes, _ = infer_codes(model, target, torch.tensor([STEPS]), 100, 0.01, start)
    found = ask(
        tab,
        "return Object.fromEntries(inferCode(network, target, settings));",
        model,
        target=target,
        settings={"iterations": 100, "learning_rate": 0.01, "start": start},
    )
    assert list(found) == SYMBOLS
    np.testing.assert_allclose(list(found.values()), codes[0], atol=1e-3)


def test_letters_variants_blends_and_states_are_those_of_torch(tab):
    model = network("the default's")
    drawn = torch.randn(20, 1, len(SYMBOLS), generator=torch.Generator().manual_seed(5))
    found = ask(
        tab,
        """const lengths = new Map([["a", 20], ["e", 30]]);
        const letter = plainly(written(network, "e", 20));
        const { h, c } = network.states(20);
        return { letter, h: h.map(plainly), c: c.map(plainly),
            varied: plainly(variant(network, "e", 20, 0.05, series(drawn))),
            blended: plainly(blend(network, "a", "e", 0.25, lengths)) };""",
        model,
        drawn=drawn,
    )
    features, h, c = (one[:, 0].numpy() for one in model.states(model.codes(["e"]), 20))
    blended = model.write(0.25 * model.codes(["a"]) + 0.75 * model.codes(["e"]), [28])[0]
    varied = write_variants(model, "e", 20, 0.05, 1, seed=5)[0]
    for name, expected in (("letter", features), ("varied", varied), ("blended", blended)):
        np.testing.assert_allclose(found[name], expected.ravel(), atol=1e-5)
    np.testing.assert_allclose(found["h"], h, atol=1e-5)
    np.testing.assert_allclose(found["c"], c, atol=1e-5)


def test_weights_in_half_the_room_are_those_of_the_rounded_network(tab):
    model = network("odd sizes")
    near = rounded(model)
    found = ask(tab, 'return plainly(written(network, "b", 20));', model, weights=encoded_briefly)
    expected = near.write(near.codes(["b"]), [20])[0]
    np.testing.assert_allclose(found, expected.ravel(), atol=1e-5)
    for one, other in zip(near.parameters(), model.parameters(), strict=True):
        assert 0 < (one - other).abs().max() <= other.abs().max() / 65000
