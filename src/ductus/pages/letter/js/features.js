// Pen positions -> features and back, as ductus.data.features has them. A recording is a list of
// strokes, a stroke a list of {x, y, pressure, time}: y upwards, time in seconds.

const PEAK = 0.1; // of an onset that a network writes and that begins a stroke
export const isMissing = (pressures) => pressures.every((one) => one === pressures[0]);

// The strokes at equal times, `hz` samples a second; each keeps its first and last position.
export function resampled(strokes, hz) {
  return strokes.map((stroke) => {
    const times = stroke.map((one) => one.time);
    const [begin, end] = [times[0], times[times.length - 1]];
    const count = stepsOf(stroke, hz);
    const at = Array.from({ length: count }, (_, i) =>
      i && i === count - 1 ? end : begin + (i * (end - begin)) / (count - 1 || 1),
    );
    const [x, y, pressure] = ["x", "y", "pressure"].map((name) =>
      interpolated(at, times, stroke.map((one) => one[name])),
    );
    return at.map((time, i) => ({ x: x[i], y: y[i], pressure: pressure[i], time }));
  });
}

function stepsOf(stroke, hz) {
  const lasted = stroke[stroke.length - 1].time - stroke[0].time;
  return Math.max(roundedToEven(lasted * hz) + 1, Math.min(stroke.length, 2));
}

// The rate at which a recording has no fewer and no more steps than the letters that the network
// knows: its own rate, or less or more for somebody who draws slowly or quickly.
export function rateFor(strokes, { hz, fewest, most }) {
  const count = (rate) => strokes.reduce((sum, stroke) => sum + stepsOf(stroke, rate), 0);
  const lasted = strokes.reduce((sum, one) => sum + one[one.length - 1].time - one[0].time, 0);
  if (!(lasted > 0)) return hz;
  let rate = hz;
  for (let i = 0; i < 200 && count(rate) > most; i++) rate *= 0.97;
  for (let i = 0; i < 200 && count(rate) < fewest; i++) rate *= 1.03;
  return rate;
}

// Features, four numbers a step: dx, dy over the drawing's scale, pressure over its largest, and 1
// where a stroke begins.
export function toFeatures(strokes, normalisation) {
  const points = strokes.flat();
  const steps = points.map((one, i) => {
    const before = points[i - 1] || one;
    return [one.x - before.x, one.y - before.y];
  });
  const side = (name) => {
    const values = points.map((one) => one[name]);
    return largest(values) + largest(values.map((value) => -value));
  };
  const scale =
    normalisation === "max_step"
      ? largest(steps.map(([dx, dy]) => Math.hypot(dx, dy)))
      : Math.max(side("x"), side("y"));
  const strongest = largest(points.map((one) => one.pressure));
  const begins = new Set(strokes.map((stroke) => stroke[0]));
  return Float64Array.from(
    points.flatMap((one, i) => [
      steps[i][0] / (scale > 0 ? scale : 1),
      steps[i][1] / (scale > 0 ? scale : 1),
      one.pressure / (strongest > 0 ? strongest : 1),
      begins.has(one) ? 1 : 0,
    ]),
  );
}

// Whether the onset at a place begins a stroke: above one half, or a peak above PEAK.
function beginsStroke(features, i) {
  const [onset, before, after] = [features[i], features[i - 4], features[i + 4] ?? -Infinity];
  return onset > 0.5 || (onset > PEAK && onset >= before && onset > after);
}

// The pen positions that features describe: {x, y, pressure, stroke} for each step.
export function toPositions(features) {
  const positions = [];
  let [x, y, stroke] = [0, 0, 0];
  for (let i = 0; i < features.length; i += 4) {
    if (i) {
      x += features[i];
      y += features[i + 1];
      stroke += beginsStroke(features, i + 3);
    }
    positions.push({ x, y, pressure: Math.min(Math.max(features[i + 2], 0), 1), stroke });
  }
  return positions;
}

// The values at `at` of a line through (places, values), as numpy.interp gives them.
export function interpolated(at, places, values) {
  let j = 0;
  return at.map((place) => {
    while (j + 1 < places.length && places[j + 1] <= place) j++;
    if (j + 1 === places.length) return values[j];
    const slope = (values[j + 1] - values[j]) / (places[j + 1] - places[j]);
    return slope * (place - places[j]) + values[j];
  });
}

function roundedToEven(x) {
  const down = Math.floor(x);
  if (x - down !== 0.5) return Math.round(x);
  return down % 2 ? down + 1 : down;
}

const largest = (values) => values.reduce((a, b) => Math.max(a, b), -Infinity);
