// Weights as ductus.pages.letter.weights puts them into a page.

export function decoded(weights) {
  if (weights.float32) return new Float32Array(bytesOf(weights.float32).buffer);
  const whole = new Int16Array(bytesOf(weights.int16).buffer);
  const numbers = new Float32Array(whole.length);
  let end = 0;
  weights.counts.forEach((count, i) => {
    const begin = end;
    end += count;
    for (let k = begin; k < end; k++) numbers[k] = whole[k] * weights.units[i];
  });
  return numbers;
}

const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
