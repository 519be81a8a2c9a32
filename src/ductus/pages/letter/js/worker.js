// Learning and identification, beside the page so that it stays quick. What comes in has a `job`
// and what is `asked`; what goes out has the same job.

import { inferColumn, startColumn } from "./learning.js";
import { Network } from "./network.js";
import { normal, uniform } from "./random.js";
import { byGradient } from "./recognition.js";
import { decoded } from "./weights.js";
import { written } from "./writing.js";

const SNAPSHOTS = 100; // of what is written while a letter is learned
const REST = 40; // milliseconds between two reports
const networks = {};

const answers = {
  open({ shape, weights, steps }) {
    for (const name of Object.keys(weights)) {
      networks[name] = new Network(shape, decoded(weights[name]), steps);
    }
  },

  teach({ network, symbol, column }) {
    networks[network].learn(symbol, column);
  },

  forget({ symbol }) {
    for (const network of Object.values(networks)) network.forget(symbol);
  },

  learn({ job, network: name, symbol, target, settings, known, seed }) {
    const network = networks[name];
    const steps = target.length / 4;
    const every = Math.max(1, Math.floor(settings.iterations / SNAPSHOTS));
    const began = performance.now();
    let said = began;
    let news = { losses: [], snapshots: [] };
    let learned = null;
    const random = { draw: normal(seed), deform: normal(`${seed} 1`), pick: uniform(seed) };
    const start = startColumn(network, settings.start, known, seed);
    const how = { known, start, random };
    for (const { iteration, loss, column } of inferColumn(network, target, settings, how)) {
      news.losses.push(loss);
      if (iteration % every === 0 || iteration === settings.iterations) {
        network.learn(symbol, column);
        news.snapshots.push({ iteration, written: written(network, symbol, steps) });
      }
      learned = column;
      if (performance.now() - said > REST) {
        postMessage({ job, asked: "progress", ...news });
        news = { losses: [], snapshots: [] };
        said = performance.now();
      }
    }
    const milliseconds = performance.now() - began;
    return { ...news, column: learned, written: written(network, symbol, steps), milliseconds };
  },

  write({ network, symbol, steps }) {
    return { written: written(networks[network], symbol, steps) };
  },

  identify({ probe, settings }) {
    return { answer: byGradient(probe, networks.trained, settings) };
  },
};

onmessage = ({ data }) => {
  const { job, asked } = data;
  try {
    postMessage({ job, asked, ...answers[asked](data) });
  } catch (error) {
    postMessage({ job, asked: "failed", why: error.message });
  }
};
