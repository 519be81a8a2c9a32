import numpy as np
import pytest
import torch
from scipy.stats import binomtest

from ductus.data.distances import dtw
from ductus.data.normal_form import normal_form
from ductus.data.raster import image
from ductus.networks.catalogue import new_network
from ductus.networks.losses import masked_mse_to
from ductus.tasks.methods import Task, nearest
from ductus.tasks.methods.gradient import paper

BY_EXAMPLE = [nearest.nn_dtw, nearest.nn_points, nearest.nn_image]
BY_CODE = [nearest.nearest_code, nearest.nearest_code_dtw]


def features(*strokes):
    """Features of a drawing given as the positions of its strokes."""
    position = np.concatenate([np.asarray(s, dtype=float) for s in strokes])
    onset = np.concatenate([np.arange(len(s)) == 0 for s in strokes])
    step = np.diff(position, axis=0, prepend=position[:1])
    return np.column_stack([step, np.full(len(step), 0.5), onset]).astype(np.float32)


def at(degrees):
    return np.column_stack([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])


CIRCLE = at(np.linspace(0, 360, 25))
SQUARE = at(np.arange(0, 361, 90))
TRIANGLE = at(np.arange(0, 361, 120))
BAR, STEM = np.array([[-1.0, 0.0], [1.0, 0.0]]), np.array([[0.0, 1.0], [0.0, -1.0]])
DRAWINGS = {
    "circle": [CIRCLE],
    "square": [SQUARE],
    "triangle": [TRIANGLE],
    "plus": [BAR, STEM],
    "stem": [STEM],
    "dot": [np.zeros((1, 2))],
}
EXAMPLES = {name: features(*strokes) for name, strokes in DRAWINGS.items()}
TRAINED = ["a", "b", "c"]


def task(examples=EXAMPLES):
    symbols = [*TRAINED, *examples]
    model = new_network(symbols, dense=16, hidden=12, bias=True, seed=1)
    with torch.no_grad():
        for weight in model.parameters():  # an untrained network writes nearly nothing
            weight *= 4
    lengths = {symbol: 5 + i for i, symbol in enumerate(symbols)}
    untrained = new_network(symbols, dense=16, hidden=12, bias=True, seed=2)
    return Task(model, untrained, TRAINED, list(examples), examples, lengths)


def chosen(answer):
    return [answer.symbols[i] for i in answer.scores.argmax(axis=1)]


def moved(change):
    return [
        features(*(change(np.asarray(s, float)) for s in strokes)) for strokes in DRAWINGS.values()
    ]


def slower(position):
    """The same way with a pause at each point and points in the middle of each step."""
    middle = (position[1:] + position[:-1]) / 2
    order = np.argsort(np.r_[np.arange(len(position)), np.arange(len(middle)) + 0.5])
    return np.repeat(np.concatenate([position, middle])[order], 2, axis=0)


@pytest.mark.parametrize("method", BY_EXAMPLE)
@pytest.mark.parametrize(
    "change",
    [lambda p: p, lambda p: 3 * p - 7, slower, lambda p: p * [1.0, 1.2]],
    ids=["same", "size and place", "tempo", "width"],
)
def test_a_drawing_is_nearest_to_the_example_it_was_made_from(method, change):
    answer = method(task(), moved(change))
    assert answer.symbols == list(EXAMPLES)
    assert chosen(answer) == list(EXAMPLES)
    assert answer.codes is None


@pytest.mark.parametrize(
    ("method", "near"),
    [(nearest.nn_dtw, 0.02), (nearest.nn_points, 0.02), (nearest.nn_image, 0.4)],
)
def test_place_size_and_tempo_do_not_count(method, near):
    """But for where points fall on corners, and lines on pixels."""
    scores = method(task(), list(EXAMPLES.values())).scores
    np.testing.assert_allclose(np.diag(scores), 0, atol=1e-6)
    for change in (lambda p: 3 * p - 7, slower):
        np.testing.assert_allclose(method(task(), moved(change)).scores, scores, atol=near)


@pytest.mark.parametrize("method", BY_EXAMPLE)
def test_an_octagon_is_more_like_a_circle_than_like_a_triangle(method):
    (scores,) = method(task(), [features(at(np.arange(0, 361, 45)))]).scores
    names = list(EXAMPLES)
    assert scores[names.index("circle")] > scores[names.index("square")]
    assert scores[names.index("square")] > scores[names.index("triangle")]


def test_the_direction_of_a_stroke_counts_for_paths_and_hardly_for_images():
    backwards = moved(lambda p: p[::-1])
    square = list(EXAMPLES).index("square")
    for method in BY_EXAMPLE:
        row = method(task(), backwards).scores[square]
        change = row[square] / row.min()  # 0 as if it were the example, 1 as the most unlike one
        assert change < 0.02 if method is nearest.nn_image else change > 0.2


def test_dynamic_time_warping_is_that_of_metrics():
    rng = np.random.default_rng(1)
    paths, references = rng.normal(size=(3, 32, 2)), rng.normal(size=(2, 32, 2))
    expected = [[dtw(path, reference) for reference in references] for path in paths]
    np.testing.assert_allclose(nearest.warped(paths, references), expected)


def test_warping_forgives_a_longer_beginning_where_points_do_not():
    """All teeth of the zigzag come half a tooth later on the way of the pen."""
    teeth = [[i, i % 2] for i in range(1, 9)]
    zigzag = features([[0, 0], *teeth])
    flat = features([[0, 0.5], [8, 0.5]])
    cases, probe = task({"zigzag": zigzag, "flat": flat}), [features([[0, -3], *teeth])]
    assert chosen(nearest.nn_dtw(cases, probe)) == ["zigzag"]
    assert chosen(nearest.nn_points(cases, probe)) == ["flat"]


def test_normal_form_of_a_slanted_letter():
    leaning = features([[0, 0], [0.5, 1], [1, 2]])  # half as far to the right as up
    points, _, _, (stem,) = normal_form(leaning)
    np.testing.assert_allclose(points.mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(points.std(axis=0), [0.5, 1], atol=1e-6)  # would be 1, 1
    np.testing.assert_allclose(stem, points[[0, 0, -1]] * [[1], [0], [1]], atol=1e-6)


def test_a_narrow_letter_stays_narrow_and_a_dot_has_no_size():
    points = normal_form(features(np.array([[0.0, 0.0], [0.01, 1.0], [0.0, 2.0]]))).points
    assert np.ptp(points[:, 0]) < 0.05
    points, _, _, strokes = normal_form(EXAMPLES["dot"])
    np.testing.assert_array_equal(points, np.zeros((32, 2)))
    assert [s.tolist() for s in strokes] == [[[0.0, 0.0]]]


def test_images_stand_upright_and_show_no_lifted_pen():
    picture = image(features(np.array([[-1, 1], [1, 1.0]]), np.array([[0, 1], [0, -1.0]])))
    assert picture.shape == (28, 28)
    assert picture.min() == 0
    assert picture.max() == 1
    ink = picture > 0.5
    assert ink[:14].sum() > ink[14:].sum()  # the bar of a T is on top
    two = image(features([[0, 0], [0, 1]], [[1, 0], [1, 1]]))
    assert not (two[:, 13:15] > 0).any()  # nothing is drawn between two stems
    dot = image(EXAMPLES["dot"])
    assert dot[13:15, 13:15].min() > 0.5
    assert 2 < dot.sum() < 5


@pytest.mark.parametrize("method", BY_CODE)
def test_what_a_code_writes_is_nearest_to_that_code(method):
    cases = task()
    model = cases.learner
    with torch.no_grad():
        probes = [model(model.codes([s]), cases.lengths[s])[:, 0].numpy() for s in model.symbols]
    answer = method(cases, probes)
    assert chosen(answer) == model.symbols
    np.testing.assert_allclose(np.diag(answer.scores), 0, atol=1e-5)


def test_nearest_code_compares_over_the_steps_of_the_probe():
    cases = task()
    model, probes = cases.learner, [EXAMPLES["square"], EXAMPLES["circle"]]
    scores = nearest.nearest_code(cases, probes).scores
    for probe, row in zip(probes, scores, strict=True):
        target = torch.from_numpy(probe)[:, None].expand(-1, len(model.symbols), -1)
        with torch.no_grad():
            written = model(model.codes(model.symbols), len(probe))
        lengths = torch.full((len(model.symbols),), len(probe))
        np.testing.assert_allclose(row, -masked_mse_to(target, lengths)(written), rtol=1e-5)


def test_untrained_is_the_papers_procedure_in_the_untrained_network():
    cases, probes = task(), [EXAMPLES["square"], EXAMPLES["plus"]]
    answer = nearest.untrained(cases, probes, iterations=5, learning_rate=0.01)
    swapped = Task(
        cases.untrained, cases.learner, TRAINED, cases.new, cases.examples, cases.lengths
    )
    expected = paper(swapped, probes, iterations=5, learning_rate=0.01)
    np.testing.assert_array_equal(answer.scores, expected.scores)
    np.testing.assert_array_equal(answer.mse, expected.mse)
    assert [len(w) for w in answer.written] == [5, 4]


def test_chance_guesses_evenly_and_always_the_same():
    cases = task()
    rng = np.random.default_rng(1)
    probes = list(rng.normal(size=(2000, 3, 4)).astype(np.float32))
    answer = nearest.chance(cases, probes)
    guesses = np.array(chosen(answer))
    for symbol in answer.symbols:
        assert binomtest(int((guesses == symbol).sum()), 2000, 1 / 9).pvalue > 1e-4
    again = nearest.chance(cases, probes[::-1]).scores[::-1]
    np.testing.assert_array_equal(answer.scores, again)


def test_chance_guesses_anew_after_other_examples():
    probes = [EXAMPLES["plus"]]
    other = task({**EXAMPLES, "dot": EXAMPLES["stem"]})
    assert (nearest.chance(task(), probes).scores != nearest.chance(other, probes).scores).all()


@pytest.mark.parametrize("method", [*BY_EXAMPLE, *BY_CODE, nearest.chance])
def test_an_answer_has_a_finite_score_for_each_symbol_of_each_probe(method):
    for probes in ([EXAMPLES["dot"]], list(EXAMPLES.values())):
        answer = method(task(), probes)
        assert answer.scores.shape == (len(probes), len(answer.symbols))
        assert np.isfinite(answer.scores).all()
