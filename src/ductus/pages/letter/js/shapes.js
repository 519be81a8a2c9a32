// Distances between drawings, as ductus.data.distances, ductus.data.normal_form and
// ductus.tasks.methods.nearest have them.

import { interpolated, toPositions } from "./features.js";

const [POINTS, LIFTED, SLANT, NARROW] = [32, 0.5, 0.5, 0.5];

// Positions around their mean, in units of the larger side of their box.
export function shape(features) {
  const positions = toPositions(features);
  const [x, y] = ["x", "y"].map((name) => positions.map((one) => one[name]));
  const extent = Math.max(range(x), range(y)) || 1;
  const [mx, my] = [mean(x), mean(y)];
  return x.map((_, i) => [(x[i] - mx) / extent, (y[i] - my) / extent]);
}

// Distance in shape between two drawings given as features.
export function distance(a, b) {
  const [one, other] = [shape(a), shape(b)];
  return warped(one, other) / Math.max(one.length, other.length);
}

// The smallest sum of Euclidean distances along a monotone path through both sequences.
export function warped(a, b) {
  let above = new Float64Array(b.length + 1).fill(Infinity);
  above[0] = 0;
  for (const one of a) {
    const row = new Float64Array(b.length + 1).fill(Infinity);
    b.forEach((other, j) => {
      row[j + 1] = apart(one, other) + Math.min(above[j], above[j + 1], row[j]);
    });
    above = row;
  }
  return above[b.length];
}

function apart(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return Math.sqrt(sum);
}

// Points [x, y] at equal distances along the way of the pen, without the drawing's place, size,
// width, tempo and half of its slant.
export function normalForm(features) {
  const positions = toPositions(features);
  const along = [0];
  for (let i = 1; i < positions.length; i++) {
    const [before, now] = [positions[i - 1], positions[i]];
    const way = Math.hypot(now.x - before.x, now.y - before.y);
    along.push(along[i - 1] + way * (now.stroke > before.stroke ? LIFTED : 1));
  }
  const end = along[along.length - 1];
  const at = Array.from({ length: POINTS }, (_, i) => (i * end) / (POINTS - 1));
  at[POINTS - 1] = end;
  let [x, y] = ["x", "y"].map((name) =>
    interpolated(at, along, positions.map((one) => one[name])),
  );
  const slant = SLANT * slantOf(x, y);
  x = x.map((value, i) => value - slant * y[i]);
  const [mx, my] = [mean(x), mean(y)];
  const deviations = [deviation(x, mx), deviation(y, my)];
  const least = NARROW * Math.max(...deviations);
  const [sx, sy] = deviations.map((one) => Math.max(one, least) || 1);
  return x.map((value, i) => [(value - mx) / sx, (y[i] - my) / sy]);
}

// Position and direction along the normal form.
export function path(features) {
  const points = normalForm(features);
  const last = points.length - 1;
  return points.map(([x, y], i) => {
    const [before, behind] = [points[Math.max(i - 1, 0)], points[Math.min(i + 1, last)]];
    const [dx, dy] = [behind[0] - before[0], behind[1] - before[1]];
    const speed = Math.hypot(dx, dy);
    return speed > 0 ? [x, y, dx / speed, dy / speed] : [x, y, 0, 0];
  });
}

// Distance of two drawings whose `path` is given.
export const pathDistance = (a, b) => warped(a, b) / POINTS;

function slantOf(x, y) {
  const [mx, my] = [mean(x), mean(y)];
  const shared = mean(x.map((value, i) => (value - mx) * (y[i] - my)));
  const height = mean(y.map((value) => (value - my) ** 2));
  return height > 0 ? Math.min(Math.max(shared / height, -1), 1) : 0;
}

const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
const deviation = (values, middle) => Math.sqrt(mean(values.map((one) => (one - middle) ** 2)));
const range = (values) => Math.max(...values) - Math.min(...values);
