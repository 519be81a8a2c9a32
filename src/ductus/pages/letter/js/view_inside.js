// Hidden and cell states along the stroke (Section 3.5): a picture of all units, and the letter
// coloured where one of them is active.

import { diverging, inBox, lines, picture, svg } from "./drawing.js";
import { written } from "./writing.js";

const PACE = 90; // milliseconds a step

export class InsideView {
  constructor(root, network) {
    const get = (name) => root.querySelector(`#${name}`);
    Object.assign(this, { network, canvas: get("states"), place: get("coloured"), said: get("inside-said") });
    Object.assign(this, { unit: get("unit"), step: get("step"), button: get("play-steps"), timer: null });
    this.which = [...root.querySelectorAll("[name=which]")];
    for (const control of [this.unit, this.step]) {
      control.addEventListener("input", () => this.update());
    }
    for (const choice of this.which) choice.addEventListener("change", () => this.read());
    this.canvas.addEventListener("pointerdown", (event) => this.pick(event));
    this.button.addEventListener("click", () => (this.timer ? this.stop() : this.play()));
    this.unit.max = network.hidden;
  }

  show(letter) {
    this.letter = letter;
    this.step.max = letter.steps - 1;
    this.step.value = Math.min(Number(this.step.value), letter.steps - 1);
    this.read();
  }

  // Run the network along the letter and order its units.
  read() {
    const { letter, network } = this;
    const name = this.which.find((choice) => choice.checked).value;
    this.features = written(network, letter.key, letter.steps);
    const states = network.states(letter.steps)[name];
    this.order = byPeak(states);
    const largest = states.flatMap((one) => [...one]).map(Math.abs).sort((a, b) => a - b);
    const bound = largest[Math.floor(0.97 * largest.length)] || 1;
    this.shares = states.map((one) => Array.from(one, (value) => value / bound));
    this.update();
  }

  update() {
    const unit = this.order[Number(this.unit.value) - 1];
    const step = Number(this.step.value);
    const course = this.shares.map((one) => one[unit]);
    const group = lines(this.features, "coloured", { colours: course.map(diverging) });
    const at = inBox(this.features)[step];
    const pen = svg("circle", { cx: at.x, cy: at.y, r: 0.022, class: "pen" });
    const said = `${this.letter.symbol}, coloured by unit ${unit + 1}`;
    this.place.replaceChildren(picture([group, pen], said));
    this.said.textContent =
      `Unit ${unit + 1} at step ${step}: ${course[step].toFixed(2)} of the range. ` +
      `Red: active, blue: negative, grey: neither.`;
    this.drawStates(step);
  }

  drawStates(step) {
    const { canvas, shares, order } = this;
    canvas.width = shares.length;
    canvas.height = order.length;
    const context = canvas.getContext("2d");
    shares.forEach((one, t) => {
      order.forEach((unit, row) => {
        context.fillStyle = diverging(one[unit]);
        context.fillRect(t, row, 1, 1);
      });
    });
    const marks = this.canvas.parentElement.querySelector(".marks");
    const [row, count] = [Number(this.unit.value) - 0.5, order.length];
    const x = `${(100 * (step + 0.5)) / shares.length}%`;
    const y = `${(100 * row) / count}%`;
    marks.replaceChildren(
      svg("line", { x1: x, x2: x, y1: 0, y2: "100%" }),
      svg("line", { x1: 0, x2: "100%", y1: y, y2: y }),
    );
  }

  pick(event) {
    const box = this.canvas.getBoundingClientRect();
    const part = (place, begin, size) => Math.min(Math.max((place - begin) / size, 0), 0.9999);
    this.unit.value = 1 + Math.floor(part(event.clientY, box.top, box.height) * this.order.length);
    this.step.value = Math.floor(part(event.clientX, box.left, box.width) * this.shares.length);
    this.update();
  }

  play() {
    const begin = performance.now();
    this.button.textContent = "Stop";
    const turn = (now) => {
      this.step.value = Math.floor((now - begin) / PACE) % this.letter.steps;
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

// Units in the order of the step at which they are most active, so that waves can be seen.
export function byPeak(states) {
  const units = Array.from(states[0], (_, unit) => {
    const sizes = states.map((one) => Math.abs(one[unit]));
    const peak = sizes.indexOf(Math.max(...sizes));
    return { unit, peak, sign: states[peak][unit] < 0 };
  });
  return units.sort((a, b) => a.peak - b.peak || a.sign - b.sign).map(({ unit }) => unit);
}
