// One-shot inference and identification: the same sums as ductus.learning.oneshot and
// ductus.tasks.methods.gradient make, one drawing at a time.

import { Matrix, Numbers, whole } from "./kernel.js";
import { FEATURES, addTo } from "./network.js";
import { uniform } from "./random.js";

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

// What is varied while a symbol is learned, as ductus.learning has it: its code, by noise and by
// mixtures with known symbols, and its example. What enters the gates is then the product of one
// matrix with the code's entries at each step.
export class Varied {
  // noise: on the entries of the known symbols and of the new one, at each step. mixing: the share of
  // the iterations in which the code is a mixture with a known symbol. distortion: how far the
  // example is slanted and stretched in each iteration. random: draw gives normally distributed
  // numbers for the noise, deform for the distortion; pick numbers from 0 to 1, for each iteration
  // the share, whether it is mixed, and with which symbol.
  constructor(network, target, known, settings, random) {
    const { noise = 0, mixing = 0, distortion = 0 } = settings;
    Object.assign(this, { noise, mixing, distortion, random, example: target, count: known.length });
    const gates = network.constant.length;
    const width = known.length + 2;
    const numbers = new Numbers(whole(gates) * (width + 1) + whole(width), network.plain);
    this.matrix = new Matrix(numbers, new Float32Array(gates * width), gates, width);
    this.entries = numbers.take(width);
    this.gates = numbers.take(gates);
    known.forEach((symbol, s) => this.matrix.setColumn(s, network.gates.get(symbol)));
    this.matrix.setColumn(width - 1, network.constant);
    this.entries[width - 1] = 1;
    const steps = target.length / FEATURES;
    const write = (symbol) => network.write(new Map([[symbol, 1]]), steps);
    this.written = mixing ? known.map(write) : [];
  }

  // Begin an iteration. own: what the new symbol's column puts into the gates. Returns what is to be
  // written: the example, or what lies between it and the symbol that it is mixed with.
  begin(own) {
    const { mixing, distortion, random, count } = this;
    this.matrix.setColumn(count, own);
    this.share = 0;
    const example = distortion
      ? distorted(this.example, distortion, random.deform)
      : this.example;
    if (!mixing) return example;
    const [share, mixed, which] = [random.pick(), random.pick(), random.pick()];
    if (mixed >= mixing) return example;
    this.share = share;
    this.other = Math.floor(which * count);
    const other = this.written[this.other];
    return example.map((value, i) => value + share * (other[i] - value));
  }

  // What enters the gates at the next step.
  next() {
    const { entries, count, noise, random, share } = this;
    for (let i = 0; i <= count; i++) entries[i] = noise ? noise * random.draw() : 0;
    entries[count] += 1 - share;
    if (share) entries[this.other] += share;
    this.matrix.times(entries, this.gates);
    return this.gates;
  }
}

// A drawing slanted, turned and stretched by a random linear map; its longest step keeps its length.
function distorted(features, distortion, draw) {
  const [a, b, c, d] = [draw(), draw(), draw(), draw()].map((one) => distortion * one);
  const moved = Float64Array.from(features);
  let [longest, now] = [0, 0];
  for (let i = 0; i < features.length; i += FEATURES) {
    const [dx, dy] = [features[i], features[i + 1]];
    moved[i] = (1 + a) * dx + b * dy;
    moved[i + 1] = c * dx + (1 + d) * dy;
    longest = Math.max(longest, Math.hypot(dx, dy));
    now = Math.max(now, Math.hypot(moved[i], moved[i + 1]));
  }
  const scale = now > 0 ? longest / now : 1;
  return moved.map((value, i) => (i % FEATURES < 2 ? scale * value : value));
}

// Of a column: the loss of what it writes against a drawing, and the gradient; where something is
// varied, against what is then to be written.
export function columnLoss(network, column, target, varied = null) {
  const steps = target.length / FEATURES;
  const own = network.gatesOf(column);
  const factors = new Float64Array(steps).fill(1);
  let wanted = target;
  let at = () => own;
  if (varied) {
    wanted = varied.begin(own);
    at = (t) => {
      const gates = varied.next();
      factors[t] = varied.entries[varied.count];
      return gates;
    };
  } else {
    addTo(own, network.constant);
  }
  const written = network.run(at, steps);
  const loss = network.lossBack(written, wanted);
  const summed = new Float64Array(own.length);
  for (let t = 0; t < steps; t++) addTo(summed, network.delta[t], factors[t]);
  return { loss, written, gradient: network.throughColumn(summed) };
}

// Learn a symbol from one drawing. A generator: it yields {iteration, loss, column} before every
// iteration, where the loss is for what is varied then, and after the last, as it is.
// start: the column to start with; random: as Varied takes it.
export function* inferColumn(network, target, settings, { known, start, random }) {
  const { iterations, learning_rate: rate, falling, noise, mixing, distortion, pull = 0 } = settings;
  const column = Float64Array.from(start);
  const optimiser = new Adam(column, rate);
  const varies = noise || mixing || distortion;
  const varied = varies ? new Varied(network, target, known, settings, random) : null;
  const centre = pull ? meanColumn(network, known) : null;
  for (let iteration = 0; iteration < iterations; iteration++) {
    if (falling) optimiser.learningRate = rate * fallen(iteration / iterations);
    const { loss, gradient } = columnLoss(network, column, target, varied);
    if (!Number.isFinite(loss)) throw new Error(`the loss is no number at iteration ${iteration}`);
    yield { iteration, loss, column };
    if (pull) {
      const cost = (2 * pull) / column.length;
      for (let i = 0; i < column.length; i++) gradient[i] += cost * (column[i] - centre[i]);
    }
    optimiser.step(gradient);
  }
  yield { iteration: iterations, loss: columnLoss(network, column, target).loss, column };
}

// Where a new column starts: at `zero`, at the `mean` of the known ones, or where the `network` has
// it, which is where it was drawn.
export function startColumn(network, start, known, seed) {
  if (start === "mean") return meanColumn(network, known);
  return start === "zero" ? new Float64Array(network.dense) : drawnColumn(network, seed);
}

// A column as the network's were before anything was learned.
export function drawnColumn(network, seed) {
  const next = uniform(seed);
  return Float64Array.from({ length: network.dense }, () => network.bound * (2 * next() - 1));
}

function meanColumn(network, known) {
  const sum = new Float64Array(network.dense);
  for (const symbol of known) addTo(sum, network.columns.get(symbol), 1 / known.length);
  return sum;
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
