// The page: what there is to press, and what happens then.

import { lettersText, recordingsText, save, sheetText, store, stored } from "./keep.js";
import { drawnColumn } from "./learning.js";
import { bring, kept, teach } from "./lesson.js";
import { checkedSymbol, knownLetters, labelOf, prepared } from "./letters.js";
import { Network } from "./network.js";
import { Pad } from "./pad.js";
import { offerExamples, showLetters } from "./shelf.js";
import { Teacher } from "./teacher.js";
import { InsideView } from "./view_inside.js";
import { LearnView } from "./view_learn.js";
import { RecogniseView } from "./view_recognise.js";
import { BlendView, COLOURS, CompareView, NAMES, VariantsView } from "./view_then.js";
import { decoded } from "./weights.js";
import { written } from "./writing.js";

const SPARE = 16; // steps beyond the longest letter that can be written
const LARGEST = 20e6; // bytes of a file that is brought back
const NOT_KEPT = "This browser keeps nothing between visits: save your letters before you leave.";

const get = (id) => document.getElementById(id);
const on = (id, event, heard) => get(id).addEventListener(event, heard);

function saying(id) {
  return (text, wrong = false) => {
    get(id).textContent = text;
    get(id).classList.toggle("wrong", wrong);
  };
}
const [say, saySecond, sayKept] = ["said", "second-said", "kept-said"].map(saying);

const data = JSON.parse(get("data").textContent);
const steps = data.tempo.most + SPARE;
const network = new Network(data.shape, decoded(data.weights.trained), steps);
const teacher = new Teacher(get("sums").textContent + get("worker").textContent);
const learning = new LearnView(get("learn"));
const storageKey = `ductus letters ${data.told.mark}`;
const app = {
  ...{ data, network, teacher, learning, say, choose, add, update, keep },
  opened: teacher.ask("open", { shape: data.shape, weights: data.weights, steps }),
  letters: knownLetters(data, network),
  current: null,
  busy: false,
};
const views = [
  new CompareView(get("compare")),
  new VariantsView(get("varying"), network),
  new BlendView(get("blending"), app),
  new InsideView(get("inside"), network),
];
const pad = new Pad(get("pad"), { changed: update, say });
const second = new Pad(get("second-pad"), { changed: () => recognise.forget(), say: saySecond });
const recognise = new RecogniseView(get("recognition"), second, app, saySecond);
const mine = () => app.letters.filter((one) => one.kind === "yours");

// Look at a letter.
function choose(letter) {
  app.current = letter;
  get("which-letter").textContent = `: ${labelOf(letter)}`;
  for (const view of views) view.show(letter);
  if (!app.busy) learning.recall(letter.lesson || null);
  update();
  complete(letter);
}

// What is written without inference, and in the untrained network, where it is not there yet.
async function complete(letter) {
  if (!letter.example) return;
  if (!letter.not_inferred) {
    const own = network.columns.get(letter.key);
    network.learn(letter.key, drawnColumn(network, letter.symbol));
    letter.not_inferred = written(network, letter.key, letter.steps);
    network.learn(letter.key, own);
  }
  if (!letter.untrained && !app.busy) {
    const asked = { network: "untrained", symbol: letter.key, steps: letter.steps };
    letter.untrained = (await teacher.ask("write", asked)).written;
  }
  if (letter === app.current) views[0].show(letter);
}

// Put a letter among the others, in place of one of that name, and look at it.
function add(letter) {
  const place = app.letters.findIndex((one) => one.key === letter.key);
  if (place < 0) app.letters.push(letter);
  else app.letters.splice(place, 1, letter);
  choose(letter);
}

// What can be pressed now.
function update() {
  get("teach").disabled = app.busy;
  get("undo").disabled = get("clear").disabled = !pad.strokes.length;
  get("forget").disabled = app.busy || !mine().length;
  for (const name of ["save-csv", "save-json", "save-svg"]) get(name).disabled = !mine().length;
  showLetters(get("letters"), app);
}

function keep() {
  if (!store(storageKey, lettersText(kept(app.letters), data.told))) sayKept(NOT_KEPT, true);
}

on("undo", "click", () => pad.undo());
on("clear", "click", () => pad.clear());
on("second-undo", "click", () => second.undo());
on("second-clear", "click", () => second.clear());
const examples = app.letters.filter((one) => one.kind === "new");
offerExamples(get("borrow"), examples, pad, data.tempo.hz, (letter) => {
  get("symbol").value = letter.symbol;
  say(`The example of ${letter.symbol} by writer ${data.told.writer}.`);
});
offerExamples(get("second-borrow"), examples, second, data.tempo.hz, () => saySecond(""));

on("teach-form", "submit", async (event) => {
  event.preventDefault();
  if (app.busy) return;
  try {
    const recording = pad.recording();
    prepared(recording, data);
    const symbol = checkedSymbol(get("symbol").value);
    const before = mine().find((one) => one.symbol === symbol);
    await teach(app, symbol, [...(before ? before.drawings : []), recording]);
    pad.clear();
    get("symbol").value = "";
  } catch (error) {
    say(error.message, true);
  }
});

on("save-csv", "click", () => {
  const writer = get("writer").value.trim() || "me";
  save(recordingsText(kept(app.letters), writer), "letters.csv", "text/csv");
});
on("save-json", "click", () => {
  save(lettersText(kept(app.letters), data.told), "letters.json", "application/json");
});
on("save-svg", "click", () => {
  const kinds = Object.keys(NAMES);
  const rows = mine().map((letter) => ({
    symbol: letter.symbol,
    drawings: kinds.filter((kind) => letter[kind]).map((kind) => [kind, letter[kind]]),
  }));
  save(sheetText(rows, NAMES, COLOURS), "letters.svg", "image/svg+xml");
});

async function bringFile(file) {
  if (!file) return;
  try {
    if (app.busy) throw new Error("the network is learning; wait until it is done.");
    if (file.size > LARGEST) throw new Error("it is too large to be a file of letters.");
    const count = await bring(app, await file.text());
    keep();
    sayKept(`${counted(count)} brought back from ${file.name}.`);
  } catch (error) {
    sayKept(`${file.name}: ${error.message} Nothing was changed.`, true);
  }
}

on("bring", "change", ({ target }) => bringFile(target.files[0]));
for (const name of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    document.body.classList.toggle("over", name === "dragover");
    if (name === "drop") bringFile(event.dataTransfer.files[0]);
  });
}

on("forget", "click", () => {
  if (!confirm("Forget all your letters? What is not saved is lost.")) return;
  for (const letter of mine()) {
    network.forget(letter.key);
    teacher.ask("forget", { symbol: letter.key });
  }
  app.letters = app.letters.filter((one) => one.kind !== "yours");
  keep();
  choose(examples[0] || app.letters[0]);
  sayKept("All your letters are forgotten.");
});

const counted = (count) => (count === 1 ? "1 letter" : `${count} letters`);

choose(examples[0] || app.letters[0]);
const before = stored(storageKey);
if (!before.allowed) {
  sayKept(NOT_KEPT, true);
} else if (before.text) {
  bring(app, before.text)
    .then((count) => count && sayKept(`${counted(count)} from your last visit.`))
    .catch((error) => sayKept(`What this browser kept cannot be read: ${error.message}`, true));
}
window.ductusRuns = true;
