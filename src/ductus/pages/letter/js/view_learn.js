// The part where the network learns: what it writes as it goes, beside the example, and the loss.

import { frame, lines, picture, svg } from "./drawing.js";
import { toPositions } from "./features.js";
import { distance } from "./shapes.js";
import { NAMES } from "./view_then.js";

const WATCHED = 6000; // milliseconds to see it once more
const DECADES = 3; // of the chart's loss, at most
const [HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [0.3, 0.1, 0.03, 0.03, 0.075]; // of the chart's width

export class LearnView {
  constructor(root) {
    const get = (name) => root.querySelector(`#${name}`);
    Object.assign(this, { root, place: get("watched"), chart: get("losses"), said: get("learning") });
    Object.assign(this, { slider: get("iteration"), button: get("again"), timer: null });
    this.slider.addEventListener("input", () => this.show(Number(this.slider.value)));
    this.button.addEventListener("click", () => (this.timer ? this.stop() : this.watch()));
  }

  // Begin a lesson: {symbol, example, iterations}; then come `news` of each network. Returns it.
  begin(lesson) {
    this.stop();
    this.lesson = { ...lesson, courses: {} };
    this.root.classList.add("busy");
    this.slider.max = lesson.iterations;
    this.update();
    return this.lesson;
  }

  news(network, { losses, snapshots }) {
    const { courses } = this.lesson;
    const course = (courses[network] = courses[network] || { losses: [], snapshots: [] });
    course.losses.push(...losses);
    course.snapshots.push(...snapshots);
    this.update();
  }

  end() {
    this.root.classList.remove("busy");
    this.update();
  }

  // Show a lesson of before.
  recall(lesson) {
    this.stop();
    this.root.classList.remove("busy");
    this.lesson = lesson;
    if (lesson) this.slider.max = lesson.iterations;
    this.update();
  }

  update() {
    const { lesson } = this;
    const course = lesson?.courses.trained;
    const done = course ? course.losses.length - 1 : 0;
    for (const control of [this.slider, this.button]) {
      control.disabled = !course || !course.snapshots.length;
    }
    this.slider.value = done;
    this.show(done);
    this.drawChart();
  }

  // What is written after so many iterations, by each network that has come so far.
  show(iteration) {
    const { lesson } = this;
    if (!lesson) {
      this.place.replaceChildren();
      this.said.textContent = "Teach it a letter, and watch here.";
      return;
    }
    const { side } = frame(toPositions(lesson.example));
    const groups = [lines(lesson.example, "example pale", { scale: side })];
    const parts = [];
    for (const [network, kind] of [["untrained", "untrained"], ["trained", "inferred"]]) {
      const course = lesson.courses[network];
      const shot = course?.snapshots.filter((one) => one.iteration <= iteration).pop();
      if (!shot) continue;
      groups.push(lines(shot.written, kind, { scale: side }));
      parts.unshift(`${NAMES[kind]}: loss ${course.losses[shot.iteration].toPrecision(2)}, distance in shape ` +
        distance(shot.written, lesson.example).toPrecision(2));
    }
    const said = `${lesson.symbol} after ${iteration} iterations`;
    this.place.replaceChildren(picture(groups, said));
    this.slider.setAttribute("aria-valuetext", `iteration ${iteration}`);
    const took = lesson.milliseconds
      ? ` ${lesson.iterations.toLocaleString("en")} iterations took ${seconds(lesson.milliseconds)}.`
      : "";
    this.said.textContent = `Iteration ${iteration.toLocaleString("en")}. ${parts.join("; ")}.${took}`;
  }

  // The lesson once more, slowly enough to see.
  watch() {
    const begin = performance.now();
    const turn = (now) => {
      const share = Math.min((now - begin) / WATCHED, 1);
      // Most happens at the beginning.
      const iteration = Math.round(share ** 2 * this.lesson.iterations);
      this.slider.value = iteration;
      this.show(iteration);
      if (share < 1) this.timer = requestAnimationFrame(turn);
      else this.stop();
    };
    this.button.textContent = "Stop";
    this.timer = requestAnimationFrame(turn);
  }

  stop() {
    if (this.timer) cancelAnimationFrame(this.timer);
    this.timer = null;
    this.button.textContent = "Watch again";
  }

  drawChart() {
    const { lesson } = this;
    const frameOf = { viewBox: `0 0 1 ${HEIGHT}`, role: "img", class: "chart" };
    const chart = svg("svg", { ...frameOf, "aria-label": "Loss over iterations, on a log scale" });
    this.chart.replaceChildren(chart);
    const courses = Object.entries(lesson?.courses || {});
    if (!courses.length) return;
    const all = courses.flatMap(([, { losses }]) => losses);
    const high = Math.ceil(Math.log10(Math.max(...all)));
    // A code that is nearly a known letter costs next to nothing: such iterations go off the chart.
    const least = Math.floor(Math.log10(Math.min(...all)));
    const low = Math.max(Math.min(least, high - 1), high - DECADES);
    const x = (i) => LEFT + ((1 - LEFT - RIGHT) * i) / lesson.iterations;
    const below = (loss) => Math.min(high - Math.log10(loss), high - low) / (high - low);
    const y = (loss) => TOP + (HEIGHT - TOP - BOTTOM) * below(loss);
    for (let power = low; power <= high; power++) {
      const at = y(10 ** power);
      const tick = { x: LEFT - 0.015, y: at + 0.009, "text-anchor": "end" };
      chart.append(svg("line", { class: "grid", x1: LEFT, x2: 1 - RIGHT, y1: at, y2: at }));
      chart.append(svg("text", tick, [String(Number((10 ** power).toPrecision(1)))]));
    }
    for (const share of [0, 0.5, 1]) {
      const iteration = Math.round(share * lesson.iterations);
      const tick = { x: x(iteration), y: HEIGHT - 0.044, "text-anchor": ["start", "middle", "end"][2 * share] };
      chart.append(svg("text", tick, [iteration.toLocaleString("en")]));
    }
    const title = { x: (LEFT + 1 - RIGHT) / 2, y: HEIGHT - 0.008, "text-anchor": "middle" };
    chart.append(svg("text", title, ["iteration (loss: mean squared error)"]));
    for (const [network, { losses }] of courses) {
      const every = Math.ceil(losses.length / 250);
      const points = losses
        .map((loss, i) => [x(i), y(loss), i])
        .filter(([, , i]) => i % every === 0 || i === losses.length - 1);
      const path = points.map(([px, py]) => `${px.toFixed(4)},${py.toFixed(4)}`).join(" ");
      const kind = network === "trained" ? "inferred" : "untrained";
      chart.append(svg("polyline", { points: path, class: `curve ${kind}` }));
    }
  }
}

const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;
