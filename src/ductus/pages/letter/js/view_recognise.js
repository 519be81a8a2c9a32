// Which letter is this? A second drawing, asked of the methods that run without training.

import { labelOf, prepared } from "./letters.js";
import { nearestCode, nearestCodeDtw, nnDtw } from "./recognition.js";
import { element } from "./view_then.js";

const SHOWN = 3; // answers of each method
const METHODS = {
  nn_dtw: ["nearest example", "distance"],
  nearest_code_dtw: ["nearest letter as the network writes it", "distance"],
  nearest_code: ["code that writes it with the least error", "squared error"],
  paper: ["code found by gradient, as in the paper", "entry of the code"],
};
// From which ratio of the second answer's distance to the first one's a word holds.
const SURE = [
  [1.5, "clearly"],
  [1.15, "rather"],
  [0, "hardly told apart"],
];

// The answers of all methods to features: {method: answer}, each sorted, the best first.
export async function recognised(probe, { network, teacher, letters, settings }) {
  const examples = new Map(
    letters.filter((one) => one.example).map((one) => [one.key, [one.example]]),
  );
  const lengths = new Map(letters.map((one) => [one.key, one.steps]));
  const paper = await teacher.ask("identify", { probe, settings });
  return {
    nn_dtw: nnDtw(probe, examples),
    nearest_code_dtw: nearestCodeDtw(probe, network, lengths),
    nearest_code: nearestCode(probe, network),
    paper: paper.answer,
  };
}

// How far the second answer is behind the first: the ratio of their distances, or entries.
export function margin([first, second]) {
  if (!second) return Infinity;
  if (first.score <= 0) return second.score / first.score; // distances, negative
  return second.score > 0 ? first.score / second.score : Infinity;
}

export const sureness = (ratio) => SURE.find(([least]) => !(ratio < least))[1];

export class RecogniseView {
  // app: network, teacher, data, letters, keep.
  constructor(root, pad, app, say) {
    const get = (name) => root.querySelector(`#${name}`);
    Object.assign(this, { pad, app, say, place: get("answers"), as: get("as"), keeping: get("keeping") });
    get("recognise").addEventListener("click", () => this.ask());
    get("keep-as").addEventListener("click", () => this.keep());
  }

  forget() {
    this.place.replaceChildren();
    this.keeping.hidden = true;
  }

  async ask() {
    const { app, pad, say } = this;
    try {
      const recording = pad.recording();
      const { features } = prepared(recording, app.data);
      say("Looking at it ...");
      const { letters } = app;
      const settings = app.data.identification;
      const answers = await recognised(features, { ...app, letters, settings });
      this.show(answers, letters);
    } catch (error) {
      say(error.message, true);
    }
  }

  show(answers, letters) {
    const named = new Map(letters.map((one) => [one.key, labelOf(one)]));
    const first = Object.values(answers).map(([best]) => named.get(best.symbol));
    const best = mostOften(first);
    const count = first.filter((one) => one === best).length;
    this.say(`${count} of ${first.length} methods say ${best}.`);
    this.place.replaceChildren(
      ...Object.entries(answers).map(([method, answer]) => {
        const [what, measure] = METHODS[method];
        const item = element("li");
        const ratio = margin(answer);
        const second = answer[1] ? named.get(answer[1].symbol) : "";
        const behind = Number.isFinite(ratio) ? ` (next: ${second}, by a factor of ${ratio.toFixed(1)})` : "";
        const head = element("p");
        head.append(
          element("strong", `${named.get(answer[0].symbol)}, ${sureness(ratio)}`),
          element("span", behind),
          element("br"),
          element("span", `${what} (${measure}), `, "quiet"),
          element("code", method),
        );
        item.append(head, bars(answer.slice(0, SHOWN), named, measure));
        return item;
      }),
    );
    const yours = letters.filter((one) => one.kind === "yours");
    this.keeping.hidden = !yours.length;
    this.as.replaceChildren(...yours.map((one) => new Option(one.symbol, one.key)));
    const found = yours.find((one) => labelOf(one) === best);
    if (found) this.as.value = found.key;
  }

  keep() {
    const letter = this.app.letters.find((one) => one.key === this.as.value);
    letter.drawings.push(this.pad.recording());
    this.app.keep();
    this.pad.clear();
    this.say(`Kept as another drawing of ${letter.symbol}: it has ${letter.drawings.length} now.`);
  }
}

function bars(answer, named, measure) {
  const list = element("ol", "", "bars");
  const sizes = answer.map(({ score }) => (measure === METHODS.paper[1] ? Math.max(score, 0) : -score));
  const longest = Math.max(...sizes) || 1;
  answer.forEach(({ symbol, score }, i) => {
    const item = element("li");
    const [track, bar] = [element("span", "", "track"), element("span", "", "bar")];
    bar.style.width = `${(100 * sizes[i]) / longest}%`;
    track.append(bar);
    const number = (measure === METHODS.paper[1] ? score : -score).toFixed(2);
    item.append(element("span", named.get(symbol), "name"), track, element("span", number, "quiet"));
    list.append(item);
  });
  return list;
}

function mostOften(values) {
  const count = (value) => values.filter((one) => one === value).length;
  return values.reduce((a, b) => (count(b) > count(a) ? b : a));
}
