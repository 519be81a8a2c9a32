// Numbers that are random, and the same for the same seed.

// A generator (sfc32) of numbers from 0 to 1, seeded by any text.
export function uniform(seed) {
  let hash = 2166136261;
  for (const letter of String(seed)) hash = Math.imul(hash ^ letter.codePointAt(0), 16777619);
  let [a, b, c, d] = [hash, hash ^ 0x9e3779b9, hash ^ 0x243f6a88, 1];
  const next = () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return (t >>> 0) / 4294967296;
  };
  for (let i = 0; i < 16; i++) next();
  return next;
}

// A generator of normally distributed numbers (Marsaglia's polar method).
export function normal(seed) {
  const next = uniform(seed);
  let kept = null;
  return () => {
    if (kept !== null) {
      const other = kept;
      kept = null;
      return other;
    }
    for (;;) {
      const [x, y] = [2 * next() - 1, 2 * next() - 1];
      const square = x * x + y * y;
      if (square > 0 && square < 1) {
        const length = Math.sqrt((-2 * Math.log(square)) / square);
        kept = y * length;
        return x * length;
      }
    }
  };
}
