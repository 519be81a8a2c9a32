// What a network writes that has learned its letters: as they are, varied, and blended.

import { addTo } from "./network.js";

export const written = (network, symbol, steps) => network.write(new Map([[symbol, 1]]), steps);

// A variant of a symbol (Section 3.2): noise on each entry of the code, anew at every step. draw
// gives normally distributed numbers; so many are drawn whatever the noise is.
export function variant(network, symbol, steps, noise, draw) {
  const code = new Map();
  return network.run(() => {
    for (const one of network.symbols) code.set(one, (one === symbol ? 1 : 0) + noise * draw());
    return network.gatesOfCode(code);
  }, steps);
}

// What lies between two symbols (Section 3.4), for the weighted mean of their steps.
export function blend(network, first, second, weight, lengths) {
  const steps = Math.round(weight * lengths.get(first) + (1 - weight) * lengths.get(second));
  const gates = Float64Array.from(network.constant);
  addTo(gates, network.gates.get(first), weight);
  addTo(gates, network.gates.get(second), 1 - weight);
  return network.run(() => gates, steps);
}
