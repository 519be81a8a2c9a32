// A matrix times a vector: nearly all of the work. JavaScript has no vector instructions, but
// WebAssembly has, so the innermost loop is written in it; without it, the same sums in JavaScript
// take five times as long.

const ROWS = 16; // of a block, four vectors of four numbers

// Memory for a fixed count of numbers, handed out piece by piece.
export class Numbers {
  constructor(count, plain) {
    const bytes = 4 * count;
    const memory = plain ? null : new WebAssembly.Memory({ initial: Math.ceil(bytes / 65536) });
    this.buffer = plain ? new ArrayBuffer(bytes) : memory.buffer;
    this.used = 0;
    this.product = plain ? null : compiled(memory);
  }

  // A Float32Array of so many zeros, filled up to whole blocks behind its end.
  take(count) {
    const view = new Float32Array(this.buffer, this.used, count);
    this.used += 4 * whole(count);
    return view;
  }
}

// What a vector of so many numbers takes.
export const whole = (count) => ROWS * Math.ceil(count / ROWS);

// A matrix, given row by row, as it is multiplied with: ROWS rows at a time, column by column.
export class Matrix {
  constructor(numbers, values, rows, columns, transposed = false) {
    const [height, width] = transposed ? [columns, rows] : [rows, columns];
    this.numbers = numbers;
    this.blocks = Math.ceil(height / ROWS);
    this.width = width;
    this.values = numbers.take(this.blocks * ROWS * width);
    for (let row = 0; row < height; row++) {
      const begin = Math.floor(row / ROWS) * ROWS * width + (row % ROWS);
      for (let column = 0; column < width; column++) {
        const place = transposed ? column * columns + row : row * columns + column;
        this.values[begin + ROWS * column] = values[place];
      }
    }
  }

  setColumn(column, values) {
    for (let row = 0; row < values.length; row++) {
      const begin = Math.floor(row / ROWS) * ROWS * this.width + (row % ROWS);
      this.values[begin + ROWS * column] = values[row];
    }
  }

  // Into `out`, of whole blocks; both are taken from the same Numbers.
  times(vector, out) {
    const { product } = this.numbers;
    if (product) {
      const [from, by, to] = [this.values, vector, out].map((view) => view.byteOffset);
      product(from, by, to, this.blocks, this.width);
    } else {
      plainly(this.values, vector, out, this.blocks, this.width);
    }
  }
}

function plainly(values, vector, out, blocks, width) {
  for (let begin = 0, p = 0; begin < 4 * blocks; begin++, p += 4) {
    // A quarter of a block at a time, for as many sums fit into registers.
    let q = Math.floor(begin / 4) * ROWS * width + 4 * (begin % 4);
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let column = 0; column < width; column++, q += ROWS) {
      const x = vector[column];
      a += values[q] * x;
      b += values[q + 1] * x;
      c += values[q + 2] * x;
      d += values[q + 3] * x;
    }
    out[p] = a; // what lies behind the end of `out` is dropped
    out[p + 1] = b;
    out[p + 2] = c;
    out[p + 3] = d;
  }
}

// (values, vector, out: byte offsets; blocks, width) as a function on the given memory.
function compiled(memory) {
  const [values, vector, out, blocks, width, place, end, sum, factor] = [0, 1, 2, 3, 4, 5, 6, 7, 11];
  const get = (local) => [0x20, local];
  const set = (local) => [0x21, local];
  const constant = (number) => [0x41, number];
  const [add, subtract, shift, less] = [0x6a, 0x6b, 0x74, 0x49];
  const further = (local, bytes) => [get(local), constant(bytes), add, set(local)];
  const four = [0, 1, 2, 3];
  const body = [
    [0x03, 0x40], // for each block
    four.map((k) => [[0xfd, 0x0c], Array(16).fill(0), set(sum + k)]), // zeros
    [get(vector), set(place)],
    [get(vector), get(width), constant(2), shift, add, set(end)],
    [0x03, 0x40], // for each column
    [get(place), [0xfd, 0x09, 2, 0], set(factor)], // its number, four times
    four.map((k) => [
      [get(sum + k), get(values), [0xfd, 0x00, 2, 16 * k], get(factor)], // sum, four values, factor
      [[0xfd, 0xe6, 0x01], [0xfd, 0xe4, 0x01], set(sum + k)], // multiply, add
    ]),
    [get(values), [0x41, 0xc0, 0x00], add, set(values)], // 64 bytes on
    further(place, 4),
    [get(place), get(end), less, [0x0d, 0], 0x0b], // again, or end of the columns
    four.map((k) => [get(out), get(sum + k), [0xfd, 0x0b, 2, 16 * k]]), // store
    [get(out), [0x41, 0xc0, 0x00], add, set(out)],
    [get(blocks), constant(1), subtract, [0x22, blocks], [0x0d, 0], 0x0b],
    0x0b,
  ].flat(Infinity);
  const locals = [2, 2, 0x7f, 5, 0x7b]; // two whole numbers, five vectors
  const code = [1, ...sized([...locals, ...body])];
  const name = (text) => [text.length, ...[...text].map((letter) => letter.charCodeAt(0))];
  const module = [
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    [1, sized([1, 0x60, 5, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0])], // five whole numbers to nothing
    [2, sized([1, ...name("js"), ...name("memory"), 2, 0, 0])],
    [3, sized([1, 0])],
    [7, sized([1, ...name("product"), 0, 0])],
    [10, sized(code)],
  ].flat(Infinity);
  const made = new WebAssembly.Module(new Uint8Array(module));
  return new WebAssembly.Instance(made, { js: { memory } }).exports.product;
}

// Bytes with their count before them, in the two bytes of LEB128.
const sized = (bytes) => [(bytes.length & 0x7f) | 0x80, bytes.length >> 7, ...bytes];

// Whether this browser runs it.
export function hasVectors() {
  try {
    return Boolean(compiled(new WebAssembly.Memory({ initial: 1 })));
  } catch {
    return false;
  }
}
