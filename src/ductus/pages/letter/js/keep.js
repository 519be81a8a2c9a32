// What can be kept: recordings as CSV, letters as JSON, drawings as SVG, all of them files that the
// browser saves; and, where it allows that, the letters in the browser's own storage.

import { lines } from "./drawing.js";

const FORMAT = "ductus letters 1";
const COLUMNS = ["writer", "symbol", "instance", "frame", "x", "y", "pressure", "stroke", "time"];

// All drawings, as `ductus import` reads them: y upwards, seconds.
export function recordingsText(letters, writer) {
  const rows = letters.flatMap(({ symbol, drawings }) =>
    drawings.flatMap((strokes, instance) => {
      let frame = 0;
      return strokes.flatMap((points, stroke) =>
        points.map(({ x, y, pressure, time }) => {
          const numbers = [frame++, x, y, pressure, stroke, time.toFixed(6)];
          return [quoted(writer), quoted(symbol), instance, ...numbers].join(",");
        }),
      );
    }),
  );
  return [COLUMNS.join(","), ...rows, ""].join("\n");
}

const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

// Letters with their columns, drawings and what was written of them.
export function lettersText(letters, told) {
  return JSON.stringify({ format: FORMAT, experiment: told, letters }, (_, value) =>
    ArrayBuffer.isView(value) ? Array.from(value, digits) : value,
  );
}

const digits = (number) => Number(number.toPrecision(9));

// The letters of such a text and the network's mark; an Error says what is wrong.
export function readLetters(text) {
  let read = null;
  try {
    read = JSON.parse(text);
  } catch {
    throw new Error("it is no file of letters kept from this page.");
  }
  if (!read || read.format !== FORMAT || !Array.isArray(read.letters)) {
    throw new Error("it is no file of letters kept from this page.");
  }
  for (const letter of read.letters) {
    const drawn = Array.isArray(letter?.drawings) && letter.drawings.length > 0;
    if (typeof letter?.symbol !== "string" || !drawn || !letter.drawings.every(isRecording)) {
      throw new Error("a letter in it has no drawing that can be read.");
    }
  }
  return { letters: read.letters, mark: read.experiment?.mark };
}

function isRecording(strokes) {
  const finite = (one) => ["x", "y", "pressure", "time"].every((name) => Number.isFinite(one?.[name]));
  const isStroke = (stroke) => Array.isArray(stroke) && stroke.length > 0 && stroke.every(finite);
  return Array.isArray(strokes) && strokes.length > 0 && strokes.every(isStroke);
}

export const isColumn = (values, count) =>
  Array.isArray(values) && values.length === count && values.every(Number.isFinite);

// A sheet of drawings: a row for each letter, in the colours of the figures. rows: {symbol,
// drawings: [kind, features] of each}; names and colours of the kinds.
export function sheetText(rows, names, colours) {
  const [cell, left, top] = [120, 60, 40];
  const kinds = Object.keys(names);
  const head = kinds.map((kind, i) => {
    const middle = left + cell * (i + 0.5);
    return `<text x="${middle}" y="24" text-anchor="middle" font-size="12">${names[kind]}</text>`;
  });
  const body = rows.map(({ symbol, drawings }, row) => {
    const y = top + row * cell;
    const cells = drawings.map(([kind, features]) => {
      const group = lines(features, kind).innerHTML;
      const place = `translate(${left + cell * kinds.indexOf(kind)} ${y}) scale(${cell})`;
      const ink = `stroke="${colours[kind]}" fill="${colours[kind]}" stroke-linecap="round"`;
      return `<g transform="${place}" ${ink}>${group}</g>`;
    });
    const name = `<text x="30" y="${y + cell / 2}" text-anchor="middle">${escaped(symbol)}</text>`;
    return name + cells.join("");
  });
  const [width, height] = [left + cell * kinds.length, top + cell * rows.length];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" ` +
    `font-family="sans-serif" font-size="20">${head.join("")}${body.join("")}</svg>\n`
  );
}

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const escaped = (text) => text.replace(/[&<>]/g, (letter) => ENTITIES[letter]);

// Have the browser save a text under a name.
export function save(text, name, type) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

// The browser's storage under one key. Both return whether that went well.
export function store(key, text) {
  try {
    localStorage.setItem(key, text);
    return true;
  } catch {
    return false;
  }
}

export function stored(key) {
  try {
    return { allowed: true, text: localStorage.getItem(key) };
  } catch {
    return { allowed: false, text: null };
  }
}
