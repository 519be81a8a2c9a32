// Which symbol is this drawing? Methods of ductus.tasks.methods that need no training. Each gives
// {symbol, score} for what it knows, the best first; a larger score is more alike.

import { inferCode } from "./learning.js";
import { path, pathDistance } from "./shapes.js";

// The nearest example. examples: a Map of symbols to lists of drawings (a symbol may have several).
export function nnDtw(probe, examples) {
  const seen = path(probe);
  const scores = [...examples].map(([symbol, drawings]) => {
    const distances = drawings.map((one) => pathDistance(seen, path(one)));
    return { symbol, score: -Math.min(...distances) };
  });
  return sorted(scores);
}

// The nearest of what the network writes for each symbol and as many steps as it has.
export function nearestCodeDtw(probe, network, lengths) {
  const seen = path(probe);
  const scores = network.symbols.map((symbol) => {
    const written = network.write(new Map([[symbol, 1]]), lengths.get(symbol));
    return { symbol, score: -pathDistance(seen, path(written)) };
  });
  return sorted(scores);
}

// The code that writes the drawing with the least mean squared error.
export function nearestCode(probe, network) {
  const scores = network.symbols.map((symbol) => {
    const written = network.write(new Map([[symbol, 1]]), probe.length / 4);
    const error = written.reduce((sum, value, i) => sum + (value - probe[i]) ** 2, 0);
    return { symbol, score: -error / probe.length };
  });
  return sorted(scores);
}

// The paper's identification (Section 3.3): the largest entry of the inferred code.
export function byGradient(probe, network, settings) {
  const code = inferCode(network, probe, settings);
  return sorted([...code].map(([symbol, score]) => ({ symbol, score })));
}

const sorted = (scores) => scores.sort((a, b) => b.score - a.score);
