// One-shot inference and identification: the same sums as ductus.learning.oneshot and
// ductus.tasks.methods.gradient make, one drawing at a time.

import { FEATURES, addTo } from "./network.js";

const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];
const LAST = 0.02; // of the learning rate, where it falls

// What the learning rate is multiplied by after a share of all steps, if it falls.
export const fallen = (done) => Math.min(1, 2 * (1 - done) + LAST);

export class Adam {
  constructor(values, learningRate) {
    Object.assign(this, { values, learningRate, steps: 0 });
    this.mean = new Float64Array(values.length);
    this.square = new Float64Array(values.length);
  }

  step(gradient) {
    const { values, mean, square } = this;
    this.steps += 1;
    const meanPart = 1 - BETA1 ** this.steps;
    const squarePart = 1 - BETA2 ** this.steps;
    for (let i = 0; i < values.length; i++) {
      const g = gradient[i];
      mean[i] += (1 - BETA1) * (g - mean[i]);
      square[i] = BETA2 * square[i] + (1 - BETA2) * g * g;
      const size = Math.sqrt(square[i] / squarePart) + EPSILON;
      values[i] -= (this.learningRate * mean[i]) / meanPart / size;
    }
  }
}

// Of a column: the loss of what it writes against a drawing, and the gradient. noise: what is added
// to the code, null or a function (step) that gives an entry for each known symbol and, last, one
// for the new symbol itself.
export function columnLoss(network, column, target, known, noise) {
  const steps = target.length / FEATURES;
  const own = network.gatesOf(column);
  const fixed = Float64Array.from(network.constant);
  const factors = new Float64Array(steps).fill(1);
  let at = () => fixed;
  if (noise) {
    const changing = new Float64Array(fixed.length);
    at = (t) => {
      const entries = noise(t);
      changing.set(fixed);
      for (let s = 0; s < known.length; s++) addTo(changing, known[s], entries[s]);
      factors[t] = 1 + entries[known.length];
      addTo(changing, own, factors[t]);
      return changing;
    };
  } else {
    addTo(fixed, own);
  }
  const written = network.run(at, steps);
  const loss = network.lossBack(written, target);
  const summed = new Float64Array(fixed.length);
  for (let t = 0; t < steps; t++) addTo(summed, network.delta[t], factors[t]);
  return { loss, written, gradient: network.throughColumn(summed) };
}

// Learn a symbol from one drawing. A generator: it yields {iteration, loss, column} before every
// iteration and after the last, where the loss is without noise.
export function* inferColumn(network, target, settings, { known, start, draw }) {
  const { iterations, learning_rate: rate, falling, noise } = settings;
  const column = Float64Array.from(start);
  const optimiser = new Adam(column, rate);
  const into = known.map((symbol) => network.gates.get(symbol));
  const entries = new Float64Array(known.length + 1);
  const drawn = () => {
    for (let i = 0; i < entries.length; i++) entries[i] = noise * draw();
    return entries;
  };
  for (let iteration = 0; iteration < iterations; iteration++) {
    if (falling) optimiser.learningRate = rate * fallen(iteration / iterations);
    const { loss, gradient } = columnLoss(network, column, target, into, noise ? drawn : null);
    if (!Number.isFinite(loss)) throw new Error(`the loss is no number at iteration ${iteration}`);
    yield { iteration, loss, column };
    optimiser.step(gradient);
  }
  yield { iteration: iterations, loss: columnLoss(network, column, target, into).loss, column };
}

// The free code with which the network writes a drawing (Section 3.3): a Map by symbol.
export function inferCode(network, target, { iterations, learning_rate: rate, start }) {
  const { symbols } = network;
  const steps = target.length / FEATURES;
  const into = symbols.map((symbol) => network.gates.get(symbol));
  const code = new Float64Array(symbols.length).fill(start === "zero" ? 0 : 1 / symbols.length);
  const gradient = new Float64Array(symbols.length);
  const optimiser = new Adam(code, rate);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const fixed = Float64Array.from(network.constant);
    into.forEach((gates, s) => addTo(fixed, gates, code[s]));
    network.lossBack(network.run(() => fixed, steps), target);
    const summed = new Float64Array(fixed.length);
    for (let t = 0; t < steps; t++) addTo(summed, network.delta[t]);
    into.forEach((gates, s) => {
      gradient[s] = 0;
      for (let i = 0; i < summed.length; i++) gradient[s] += summed[i] * gates[i];
    });
    optimiser.step(gradient);
  }
  return new Map(symbols.map((symbol, s) => [symbol, code[s]]));
}
