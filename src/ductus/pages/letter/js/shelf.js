// The letters there are, to choose from; and examples for whoever has nothing to write with.

import { frame, lines, picture } from "./drawing.js";
import { toPositions } from "./features.js";
import { KINDS } from "./letters.js";
import { element } from "./view_then.js";

const FILLED = 0.7; // of a pad, by an example

// Show all letters, by kind; `choose` is called with the one that is pressed.
export function showLetters(root, { letters, current, choose }) {
  const focused = document.activeElement?.dataset?.key;
  const chip = (letter) => {
    const button = element("button", "", "chip");
    button.type = "button";
    button.dataset.key = letter.key;
    button.setAttribute("aria-pressed", letter === current);
    const drawn = picture([lines(letter.inferred, "inferred")], "");
    drawn.setAttribute("aria-hidden", "true");
    button.append(drawn, element("span", letter.symbol));
    button.addEventListener("click", () => choose(letter));
    return button;
  };
  const groups = Object.entries(KINDS).reverse().map(([kind, title]) => {
    const chips = element("div", "", "chips");
    const shown = letters.filter((one) => one.kind === kind);
    chips.append(...(shown.length ? shown.map(chip) : [element("p", "none yet", "quiet")]));
    const group = element("div");
    group.append(element("h3", title), chips);
    return group;
  });
  root.replaceChildren(...groups);
  if (focused) [...root.querySelectorAll(".chip")].find((one) => one.dataset.key === focused)?.focus();
}

// Fill a list with letters whose example can be put onto a pad; `done` is called with the letter.
export function offerExamples(select, letters, pad, hz, done) {
  const names = letters.map((one) => new Option(one.symbol, one.key));
  select.replaceChildren(new Option("–", ""), ...names);
  select.addEventListener("change", () => {
    const letter = letters.find((one) => one.key === select.value);
    if (!letter) return;
    pad.put(onPad(letter.example, pad.canvas, hz));
    select.value = "";
    done(letter);
  });
}

function onPad(features, canvas, hz) {
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  const positions = toPositions(features);
  const { middle, sides } = frame(positions);
  const unit = FILLED * Math.min(width / (sides[0] || 1), height / (sides[1] || 1));
  const strokes = [];
  positions.forEach(({ x, y, pressure, stroke }, i) => {
    strokes[stroke] = strokes[stroke] || [];
    strokes[stroke].push({
      x: width / 2 + unit * (x - middle[0]),
      y: height / 2 + unit * (y - middle[1]),
      pressure,
      time: i / hz,
    });
  });
  return strokes;
}
