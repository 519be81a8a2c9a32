// Drawings as SVG: upright, in equal units, thicker where pressed, strokes apart.

import { toPositions } from "./features.js";

const NAMESPACE = "http://www.w3.org/2000/svg";
const MARGIN = 0.14; // of the larger side
const WIDTH = 0.034; // of the box, where fully pressed

export function svg(name, attributes = {}, children = []) {
  const element = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

// Where a drawing lies: the middle of its box, its two sides, and the larger one.
export function frame(positions) {
  const box = ["x", "y"].map((name) => {
    const values = positions.map((one) => one[name]);
    return [Math.min(...values), Math.max(...values)];
  });
  const sides = box.map(([low, high]) => high - low);
  return { middle: box.map(([low, high]) => (low + high) / 2), sides, side: Math.max(...sides) || 1 };
}

// Positions in a box of side 1, y downwards; with the scale of another drawing, or their own.
export function inBox(features, scale = null) {
  const positions = toPositions(features);
  const { middle, side } = frame(positions);
  const unit = (1 - 2 * MARGIN) / (scale || side);
  return positions.map((one) => ({
    ...one,
    x: 0.5 + (one.x - middle[0]) * unit,
    y: 0.5 - (one.y - middle[1]) * unit,
  }));
}

// The lines of a drawing in a box of side 1, as a group of that class. colours: of each step.
export function lines(features, kind, { scale = null, colours = null } = {}) {
  const points = inBox(features, scale);
  const alone = (i) =>
    (!i || points[i - 1].stroke !== points[i].stroke) &&
    (i + 1 === points.length || points[i + 1].stroke !== points[i].stroke);
  const parts = points.map((to, i) => {
    const from = points[i - 1];
    const colour = colours ? { stroke: colours[i] } : {};
    if (alone(i)) {
      const dot = colours ? { fill: colours[i] } : {};
      return svg("circle", { cx: short(to.x), cy: short(to.y), r: 0.6 * WIDTH, "stroke-width": 0, ...dot });
    }
    if (!from || from.stroke !== to.stroke) return "";
    const width = WIDTH * (0.35 + 0.65 * to.pressure);
    const ends = { x1: from.x, y1: from.y, x2: to.x, y2: to.y, "stroke-width": width };
    const places = Object.entries(ends).map(([key, value]) => [key, short(value)]);
    return svg("line", { ...Object.fromEntries(places), ...colour });
  });
  return svg("g", { class: `ink ${kind}` }, parts);
}

// A picture of one drawing or several above each other; `said` is what it shows, in words.
export function picture(groups, said) {
  const named = { role: "img", "aria-label": said, viewBox: "0 0 1 1", class: "picture" };
  return svg("svg", named, groups);
}

// Colours from blue by grey to red for -1 to 1, readable on light and dark.
export function diverging(value) {
  const share = Math.min(Math.abs(value), 1);
  const [hue, light] = value < 0 ? [215, 58 - 14 * share] : [8, 58 - 8 * share];
  return `hsl(${hue} ${Math.round(8 + 80 * share)}% ${Math.round(light + 14 * (1 - share))}%)`;
}

const short = (number) => Math.round(number * 1e4) / 1e4;
