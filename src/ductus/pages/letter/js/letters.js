// All letters there are: those that the network was trained on, those that it learned from one
// example each, and the visitor's.

import { resampled, rateFor, toFeatures } from "./features.js";
import { written } from "./writing.js";

const YOURS = "\u0001"; // before a visitor's symbol, where the network may know one of that name
const LONGEST = 16; // code points of a symbol, as `ductus import` takes them
const FEWEST = 4; // positions that make a shape

export const KINDS = { trained: "trained", new: "learned from one example", yours: "yours" };

// A letter: its `key` in the network, `symbol` as it is shown, `kind`, `steps` for which it is
// written, `example` and what was `inferred` as features; of the visitor's, `drawings` as
// recordings and what came of learning.
export function knownLetters(data, network) {
  const letter = (kind) => (symbol) => {
    const steps = data.lengths[symbol];
    const example = kind === "new" ? Float64Array.from(data.examples[symbol]) : null;
    const inferred = written(network, symbol, steps);
    return { key: symbol, symbol, kind, steps, example, inferred, drawings: [] };
  };
  return [...data.trained.map(letter("trained")), ...data.new.map(letter("new"))];
}

export const keyOf = (symbol) => YOURS + symbol;

export const labelOf = ({ symbol, kind }) => (kind === "yours" ? `${symbol} (yours)` : symbol);

// A symbol as `ductus import` takes it; an Error says what is wrong with it.
export function checkedSymbol(text) {
  const symbol = text.trim().normalize("NFC");
  if (!symbol) throw new Error("Give the letter a name first, such as ö or star.");
  if ([...symbol].length > LONGEST) {
    throw new Error(`A name has at most ${LONGEST} characters; this one has ${[...symbol].length}.`);
  }
  if (/[\p{Cc}\p{Cs}]/u.test(symbol)) throw new Error("A name has no control characters.");
  return symbol;
}

// The features of a recording, and a remark on its tempo; an Error says why it is no letter.
export function prepared(recording, { tempo, normalisation }) {
  const points = recording.flat();
  if (!points.length) throw new Error("There is nothing to learn yet: write a letter first.");
  const [first] = points;
  if (points.every((one) => one.x === first.x && one.y === first.y)) {
    throw new Error("A dot alone has no shape to learn: add to it, or clear it and write a letter.");
  }
  if (points.length < FEWEST) {
    throw new Error(
      `${points.length} positions of the pen are too few for a letter: add to it, or write slower.`,
    );
  }
  const rate = rateFor(recording, tempo);
  const taken = resampled(recording, rate);
  const steps = taken.flat().length;
  if (steps > tempo.most + 10) {
    throw new Error(
      `${steps} steps in ${recording.length} strokes are more than this network writes ` +
        `(${tempo.most}): use fewer strokes.`,
    );
  }
  const features = toFeatures(taken, normalisation);
  const times = rate / tempo.hz;
  let remark = `${points.length} positions became ${steps} steps`;
  if (times < 0.95) remark += `, taken ${(1 / times).toFixed(1)} times as fast as you wrote`;
  if (times > 1.05) remark += `, taken ${times.toFixed(1)} times as slowly as you wrote`;
  return { features, steps, remark: `${remark}.` };
}
