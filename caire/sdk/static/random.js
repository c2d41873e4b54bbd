// The seeded generator shared with the server (caire.sdk.random.Mulberry32).
export class Mulberry32 {
  constructor(seed) {
    this.state = seed >>> 0;
  }

  /** The next number in [0, 1). Source: Tommy Ettinger's public-domain mulberry32. */
  random() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number in [0, n). */
  below(n) {
    return Math.floor(this.random() * n);
  }
}
