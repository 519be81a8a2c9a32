// Teaching a letter of the visitor's, and bringing back letters that were taught before.

import { isColumn, readLetters } from "./keep.js";
import { checkedSymbol, keyOf, prepared } from "./letters.js";
import { written } from "./writing.js";

const NETWORKS = ["trained", "untrained"];

// Learn a drawing under a symbol, in the trained and then in the untrained network.
// drawings: recordings of the symbol; taught: which of them is the example.
export async function teach(app, symbol, drawings, taught = drawings.length - 1) {
  const { data, network, teacher, learning, say } = app;
  const { features, steps, remark } = prepared(drawings[taught], data);
  const letter = { key: keyOf(symbol), symbol, kind: "yours", steps, drawings, taught };
  Object.assign(letter, { example: features, columns: {} });
  app.busy = true;
  app.update();
  say(`${remark} Learning ${symbol} ...`);
  letter.lesson = learning.begin({ symbol, example: features, iterations: data.oneshot.iterations });
  const asked = { symbol: letter.key, target: features, seed: symbol };
  const given = { ...asked, settings: data.oneshot, known: data.trained };
  try {
    await app.opened;
    for (const name of NETWORKS) {
      const news = (part) => learning.news(name, part);
      const answer = await teacher.ask("learn", { network: name, ...given }, news);
      learning.news(name, answer);
      letter.columns[name] = answer.column;
      if (name === "trained") {
        letter.lesson.milliseconds = answer.milliseconds;
        network.learn(letter.key, answer.column);
        letter.inferred = answer.written;
        app.add(letter);
      } else {
        letter.untrained = answer.written;
      }
    }
    say(`${remark} Learned: see below what the network can do with ${symbol}.`);
  } finally {
    learning.end();
    app.busy = false;
    app.choose(app.letters.includes(letter) ? letter : app.current);
  }
  app.keep();
}

// Letters as they are kept.
export function kept(letters) {
  const mine = letters.filter((one) => one.kind === "yours" && one.columns.untrained);
  return mine.map(({ symbol, drawings, taught, columns }) => ({ symbol, drawings, taught, columns }));
}

// Letters of a kept text; those that another network learned are learned once more. How many.
export async function bring(app, text) {
  const { data, network, teacher } = app;
  const { letters, mark } = readLetters(text);
  const checked = letters.map((one) => {
    const taught = one.drawings[one.taught] ? one.taught : one.drawings.length - 1;
    return { ...one, taught, symbol: checkedSymbol(one.symbol), ...prepared(one.drawings[taught], data) };
  });
  await app.opened;
  for (const { symbol, drawings, taught, columns, features, steps } of checked) {
    const learned = NETWORKS.every((name) => isColumn(columns?.[name], network.dense));
    if (mark !== data.told.mark || !learned) {
      await teach(app, symbol, drawings, taught);
      continue;
    }
    const letter = { key: keyOf(symbol), symbol, kind: "yours", steps, drawings, taught, columns };
    network.learn(letter.key, columns.trained);
    for (const name of NETWORKS) {
      const asked = { network: name, symbol: letter.key, column: columns[name] };
      await teacher.ask("teach", asked);
    }
    app.add({ ...letter, example: features, inferred: written(network, letter.key, steps) });
  }
  return checked.length;
}
