// The generative LSTM of ductus.networks.lstm: code -> dense layer -> LSTM -> readout. Nothing of
// the output is fed back, and the dense layer is linear, so what a code puts into the gates is a
// sum over its entries of one vector for each symbol.

import { Matrix, Numbers, hasVectors, whole } from "./kernel.js";

export const FEATURES = 4; // dx, dy, pressure, onset

export class Network {
  // shape: {symbols, dense, hidden, bias}. weights: all of them, as ductus.pages.letter.weights
  // puts them one after the other. steps: the most that are written.
  constructor(shape, weights, steps, plain = !hasVectors()) {
    const { symbols, dense, hidden, bias } = shape;
    const gates = 4 * hidden;
    let used = 0;
    const next = (count) => weights.subarray(used, (used += count));
    const orZeros = (count) => (bias ? next(count) : new Float32Array(count));
    const columns = next(dense * symbols.length);
    const denseBias = orZeros(dense);
    const [input, recurrent] = [next(gates * dense), next(gates * hidden)];
    const [inputBias, recurrentBias] = [orZeros(gates), orZeros(gates)];
    const [readout, readoutBias] = [next(FEATURES * hidden), orZeros(FEATURES)];

    Object.assign(this, { dense, hidden, plain, readout, readoutBias, symbols: [...symbols] });
    const series = (length, count) => Array.from({ length }, () => numbers.take(count));
    const matrices = whole(gates) * (dense + hidden) + (whole(dense) + whole(hidden)) * gates;
    const eachStep = 3 * whole(hidden) + 2 * whole(gates);
    const further = 3 * whole(gates) + 2 * whole(dense) + whole(hidden);
    const numbers = new Numbers(matrices + (steps + 1) * eachStep + further, plain);
    this.input = new Matrix(numbers, input, gates, dense);
    this.inputBack = new Matrix(numbers, input, gates, dense, true);
    this.recurrent = new Matrix(numbers, recurrent, gates, hidden);
    this.recurrentBack = new Matrix(numbers, recurrent, gates, hidden, true);

    this.h = series(steps + 1, hidden); // after each step; first, before all: zero
    this.c = series(steps + 1, hidden);
    this.squashed = series(steps, hidden); // tanh(c)
    this.active = series(steps, gates); // input, forget, cell, output gates after their functions
    this.delta = series(steps, gates); // derivatives of the loss by what enters the gates
    this.intoGates = numbers.take(gates);
    this.ofColumn = numbers.take(dense);
    this.back = numbers.take(hidden);
    this.summed = numbers.take(gates);
    this.columnGradient = numbers.take(dense);

    this.bound = symbols.length ** -0.5; // of a column's weights before anything is learned
    this.columns = new Map();
    symbols.forEach((symbol, s) => {
      const column = Float64Array.from({ length: dense }, (_, d) => columns[d * symbols.length + s]);
      this.columns.set(symbol, column);
    });
    this.constant = this.gatesOf(denseBias).map((x, i) => x + inputBias[i] + recurrentBias[i]);
    this.gates = new Map();
    for (const [symbol, column] of this.columns) this.gates.set(symbol, this.gatesOf(column));
  }

  // Give a symbol a column, which it may have had before or not.
  learn(symbol, column) {
    if (!this.columns.has(symbol)) this.symbols.push(symbol);
    this.columns.set(symbol, Float64Array.from(column));
    this.gates.set(symbol, this.gatesOf(column));
  }

  forget(symbol) {
    this.symbols = this.symbols.filter((known) => known !== symbol);
    this.columns.delete(symbol);
    this.gates.delete(symbol);
  }

  // What a column puts into the gates.
  gatesOf(column) {
    this.ofColumn.set(column);
    this.input.times(this.ofColumn, this.intoGates);
    return Float64Array.from(this.intoGates);
  }

  // What a code, a Map of symbols to their entries, puts into the gates together with all biases.
  gatesOfCode(code) {
    const sum = Float64Array.from(this.constant);
    for (const [symbol, entry] of code) addTo(sum, this.gates.get(symbol), entry);
    return sum;
  }

  // Run for so many steps. gatesAt: what enters the gates, a function of the step.
  // Returns features, step after step.
  run(gatesAt, steps) {
    const { hidden, h, c, readout, readoutBias } = this;
    const written = new Float64Array(FEATURES * steps);
    for (let t = 0; t < steps; t++) {
      const fixed = gatesAt(t);
      const [before, now, carried, active] = [c[t], h[t + 1], c[t + 1], this.active[t]];
      const squashed = this.squashed[t];
      this.recurrent.times(h[t], this.intoGates);
      const into = this.intoGates;
      for (let u = 0, f = hidden, g = 2 * hidden, o = 3 * hidden; u < hidden; u++, f++, g++, o++) {
        const input = logistic(into[u] + fixed[u]);
        const forget = logistic(into[f] + fixed[f]);
        const cell = 2 * logistic(2 * (into[g] + fixed[g])) - 1;
        const output = logistic(into[o] + fixed[o]);
        const state = forget * before[u] + input * cell;
        const seen = 2 * logistic(2 * state) - 1;
        active[u] = input;
        active[f] = forget;
        active[g] = cell;
        active[o] = output;
        carried[u] = state;
        squashed[u] = seen;
        now[u] = output * seen;
      }
      for (let k = 0; k < FEATURES; k++) {
        let sum = readoutBias[k];
        for (let u = 0; u < hidden; u++) sum += readout[k * hidden + u] * now[u];
        written[FEATURES * t + k] = sum;
      }
    }
    return written;
  }

  // The mean squared error of what `run` has just written, and, in `delta`, its derivatives.
  lossBack(written, target) {
    const { hidden, c, readout, back } = this;
    const steps = target.length / FEATURES;
    const carried = new Float64Array(hidden); // derivative by c, from the step behind
    const errors = [0, 0, 0, 0];
    let loss = 0;
    back.fill(0);
    for (let t = steps - 1; t >= 0; t--) {
      const [active, delta, squashed, before] = [this.active[t], this.delta[t], this.squashed[t], c[t]];
      for (let k = 0; k < FEATURES; k++) {
        const error = written[FEATURES * t + k] - target[FEATURES * t + k];
        loss += error * error;
        errors[k] = (2 * error) / target.length;
      }
      const [ex, ey, ep, eo] = errors;
      for (let u = 0, f = hidden, g = 2 * hidden, o = 3 * hidden; u < hidden; u++, f++, g++, o++) {
        // The rows of the readout lie behind each other as the four gates do.
        const byReadout = ex * readout[u] + ey * readout[f] + ep * readout[g] + eo * readout[o];
        const byH = back[u] + byReadout;
        const [input, forget, cell, output] = [active[u], active[f], active[g], active[o]];
        const seen = squashed[u];
        const byC = carried[u] + byH * output * (1 - seen * seen);
        delta[u] = byC * cell * input * (1 - input);
        delta[f] = byC * before[u] * forget * (1 - forget);
        delta[g] = byC * input * (1 - cell * cell);
        delta[o] = byH * seen * output * (1 - output);
        carried[u] = byC * forget;
      }
      if (t) this.recurrentBack.times(delta, back);
    }
    return loss / target.length;
  }

  // Of a sum over steps of derivatives by what enters the gates: those by a column.
  throughColumn(summed) {
    this.summed.set(summed);
    this.inputBack.times(this.summed, this.columnGradient);
    return this.columnGradient;
  }

  // What belongs to a code for so many steps.
  write(code, steps) {
    const gates = this.gatesOfCode(code);
    return this.run(() => gates, steps);
  }

  // Hidden and cell states of the last run, an array of each for every step.
  states(steps) {
    const copies = (series) => series.slice(1, steps + 1).map((one) => Float32Array.from(one));
    return { h: copies(this.h), c: copies(this.c) };
  }
}

const logistic = (x) => 1 / (1 + Math.exp(-x));

export function addTo(sum, vector, factor = 1) {
  for (let i = 0; i < sum.length; i++) sum[i] += factor * vector[i];
}
