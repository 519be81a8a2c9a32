// A place to write on: strokes by pen, finger or mouse, as recordings (see features.js).

const MOST = 20000; // positions of a drawing
const LINE = 5; // pixels, where fully pressed

export class Pad {
  // changed: called when a stroke has ended or something was taken away.
  constructor(canvas, { changed, say }) {
    Object.assign(this, { canvas, changed, say, strokes: [], pointer: null });
    this.mouse = false;
    canvas.addEventListener("pointerdown", (event) => this.down(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) {
      canvas.addEventListener(name, (event) => this.up(event));
    }
    new ResizeObserver(() => this.draw()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
  }

  // Positions as a recording has them; where pressure was not measured, it is 1 throughout.
  recording() {
    const pressures = this.strokes.flat().map((one) => one.pressure);
    const missing = this.mouse || pressures.every((one) => one === pressures[0]);
    const begin = this.strokes.length ? this.strokes[0][0].time : 0;
    return this.strokes.map((stroke) =>
      stroke.map(({ x, y, pressure, time }) => ({
        x,
        y,
        pressure: missing ? 1 : pressure,
        time: time - begin,
      })),
    );
  }

  clear() {
    Object.assign(this, { strokes: [], mouse: false });
    this.draw();
    this.changed();
  }

  // Write a recording onto it.
  put(strokes) {
    Object.assign(this, { strokes, mouse: false });
    this.draw();
    this.changed();
  }

  undo() {
    this.strokes = this.strokes.slice(0, -1);
    this.draw();
    this.changed();
  }

  down(event) {
    if (this.pointer !== null || event.button > 0) return;
    event.preventDefault();
    this.pointer = event.pointerId;
    try {
      this.canvas.setPointerCapture(event.pointerId);
    } catch {
      // A pointer that has gone by now cannot be held; what it drew stays.
    }
    this.mouse = this.mouse || event.pointerType === "mouse";
    this.strokes.push([]);
    this.add(event);
  }

  move(event) {
    if (event.pointerId !== this.pointer) return;
    const all = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
    for (const one of all.length ? all : [event]) this.add(one);
  }

  up(event) {
    if (event.pointerId !== this.pointer) return;
    this.pointer = null;
    this.changed();
  }

  add(event) {
    const stroke = this.strokes[this.strokes.length - 1];
    const box = this.canvas.getBoundingClientRect();
    const before = stroke[stroke.length - 1];
    const at = {
      x: rounded(event.clientX - box.left),
      y: rounded(box.bottom - event.clientY), // upwards
      pressure: rounded(Math.min(Math.max(event.pressure, 0), 1)),
      time: event.timeStamp / 1000,
    };
    if (before && at.time < before.time) at.time = before.time;
    if (before && at.x === before.x && at.y === before.y && at.time === before.time) return;
    if (this.strokes.reduce((sum, one) => sum + one.length, 0) >= MOST) {
      this.say(`A drawing has at most ${MOST} positions; what came behind them is left out.`);
      return;
    }
    stroke.push(at);
    this.line(before || at, at);
  }

  draw() {
    const { canvas } = this;
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(canvas.clientWidth * ratio);
    canvas.height = Math.round(canvas.clientHeight * ratio);
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    context.lineCap = "round";
    this.context = context;
    this.colour = getComputedStyle(canvas).getPropertyValue("--example").trim();
    for (const stroke of this.strokes) {
      stroke.forEach((at, i) => this.line(stroke[Math.max(i - 1, 0)], at));
    }
  }

  line(from, to) {
    const { context, canvas } = this;
    const height = canvas.clientHeight;
    context.strokeStyle = this.colour;
    context.lineWidth = LINE * (0.35 + 0.65 * to.pressure);
    context.beginPath();
    context.moveTo(from.x, height - from.y);
    context.lineTo(to.x, height - to.y);
    context.stroke();
  }
}

const rounded = (number) => Math.round(number * 1000) / 1000;
