/** The newest samples of an endless sound, addressed by their place in the whole. */
export interface SampleBuffer {
  /** Place of the first sample that is still held. */
  readonly start: number;
  readonly end: number;
  append(samples: Int16Array): void;
  /** Lets go of all before `place`. */
  dropBefore(place: number): void;
  /** A copy; what is not held any more (or not yet) is left out. */
  slice(from: number, to: number): Int16Array;
  /** The samples in place, for reading at once: `view(from)[0]` is sample `from`; `from` must be held. */
  view(from: number, count: number): Int16Array;
}

export function openSampleBuffer(): SampleBuffer {
  let held = new Int16Array(32_768);
  let offset = 0;
  let count = 0;
  let start = 0;
  return {
    get start() {
      return start;
    },
    get end() {
      return start + count;
    },
    append(samples) {
      if (offset + count + samples.length > held.length) {
        const size = Math.max(held.length, 2 * (count + samples.length));
        const larger = size > held.length ? new Int16Array(size) : held;
        larger.set(held.subarray(offset, offset + count));
        held = larger;
        offset = 0;
      }
      held.set(samples, offset + count);
      count += samples.length;
    },
    dropBefore(place) {
      const dropped = Math.min(count, Math.max(0, place - start));
      offset += dropped;
      count -= dropped;
      start += dropped;
    },
    slice(from, to) {
      const first = Math.max(0, from - start);
      return held.slice(offset + first, offset + Math.max(first, Math.min(count, to - start)));
    },
    view: (from, length) =>
      held.subarray(offset + Math.min(count, from - start), offset + Math.min(count, from - start + length)),
  };
}
