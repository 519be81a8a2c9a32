// What the network can do with the letter that is looked at: write it, vary it, blend it.

import { lines, picture } from "./drawing.js";
import { labelOf } from "./letters.js";
import { normal } from "./random.js";
import { distance } from "./shapes.js";
import { blend, variant } from "./writing.js";

export const NAMES = {
  example: "the example",
  inferred: "with one-shot inference",
  not_inferred: "without inference",
  untrained: "in the untrained network",
};
// The paper's colours, for files; on the page the style has them, for light and dark.
export const COLOURS = {
  example: "#1f7a30",
  inferred: "#1f4fb4",
  not_inferred: "#c02a23",
  untrained: "#b4600a",
};
const VARIANTS = 6;
const SWEEP = 5000; // milliseconds from one letter to the other and back

// The letter beside its example, as Fig. 2 of the paper has it.
export class CompareView {
  constructor(root) {
    this.root = root;
  }

  show(letter) {
    const kinds = Object.keys(NAMES).filter((kind) => letter[kind]);
    const figures = kinds.map((kind) => {
      const figure = document.createElement("figure");
      const caption = document.createElement("figcaption");
      const away =
        letter.example && kind !== "example"
          ? `distance in shape ${distance(letter[kind], letter.example).toFixed(3)}`
          : "";
      const name = letter.kind === "trained" ? "as it was trained" : NAMES[kind];
      caption.append(element("strong", name), element("span", away));
      figure.append(picture([lines(letter[kind], kind)], `${letter.symbol}, ${name}`), caption);
      return figure;
    });
    this.root.replaceChildren(...figures);
  }
}

// Noise on the code at each step (Section 3.2).
export class VariantsView {
  constructor(root, network) {
    const get = (name) => root.querySelector(`#${name}`);
    Object.assign(this, { network, place: get("variants"), slider: get("noise"), draw: 0 });
    Object.assign(this, { output: get("noise-value"), letter: null });
    this.slider.addEventListener("input", () => this.update());
    get("other-noise").addEventListener("click", () => {
      this.draw += 1;
      this.update();
    });
  }

  show(letter) {
    this.letter = letter;
    this.update();
  }

  update() {
    const noise = Number(this.slider.value);
    const { letter, network } = this;
    this.output.textContent = noise.toFixed(2);
    // The same seeds at each strength, so that variants differ in it alone.
    const pictures = Array.from({ length: VARIANTS }, (_, i) => {
      const draw = normal(`${letter.key} ${this.draw} ${i}`);
      const made = variant(network, letter.key, letter.steps, noise, draw);
      return picture([lines(made, "varied")], `variant ${i + 1} of ${letter.symbol}`);
    });
    this.place.replaceChildren(...pictures);
  }
}

// Codes with two entries that sum to one (Section 3.4).
export class BlendView {
  // app: network, letters.
  constructor(root, app) {
    const get = (name) => root.querySelector(`#${name}`);
    Object.assign(this, { app, place: get("blended"), slider: get("share") });
    Object.assign(this, { output: get("share-value"), other: get("other"), button: get("play-blend") });
    this.slider.addEventListener("input", () => this.update());
    this.other.addEventListener("change", () => this.update());
    this.button.addEventListener("click", () => (this.timer ? this.stop() : this.play()));
  }

  show(letter) {
    const before = this.other.value;
    this.letter = letter;
    const { letters } = this.app;
    const others = letters.filter((one) => one !== letter);
    this.other.replaceChildren(...others.map((one) => new Option(labelOf(one), one.key)));
    const same = others.some((one) => one.key === before);
    this.other.value = same ? before : (letters[letters.indexOf(letter) + 1] || others[0]).key;
    this.update();
  }

  update() {
    const { letter, app } = this;
    const other = app.letters.find((one) => one.key === this.other.value);
    const share = Number(this.slider.value) / 100;
    const lengths = new Map([letter, other].map((one) => [one.key, one.steps]));
    const made = blend(app.network, letter.key, other.key, 1 - share, lengths);
    const said = `${Math.round(100 * (1 - share))} % ${letter.symbol}, ${Math.round(100 * share)} % ${other.symbol}`;
    this.output.textContent = said;
    this.slider.setAttribute("aria-valuetext", said);
    this.place.replaceChildren(picture([lines(made, "varied")], said));
  }

  play() {
    const begin = performance.now();
    const from = Math.asin(Math.sqrt(Number(this.slider.value) / 100));
    this.button.textContent = "Stop";
    const turn = (now) => {
      this.slider.value = 100 * Math.sin(from + (Math.PI * (now - begin)) / SWEEP) ** 2;
      this.update();
      this.timer = requestAnimationFrame(turn);
    };
    this.timer = requestAnimationFrame(turn);
  }

  stop() {
    cancelAnimationFrame(this.timer);
    this.timer = null;
    this.button.textContent = "Play";
  }
}

export function element(name, text = "", kind = "") {
  return Object.assign(document.createElement(name), { textContent: text, className: kind });
}
