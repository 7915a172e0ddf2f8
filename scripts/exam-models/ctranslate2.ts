import { readFile } from "node:fs/promises";

/** A tensor of a CTranslate2 model, as 32-bit numbers. */
export interface Weights {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

const FLOAT_32 = 0;
const FLOAT_16 = 4;

/**
 * The tensors of floating-point numbers in a CTranslate2 model file of version 6 (`python/ctranslate2/specs/model_spec.py`, `_serialize`): name, shape, kind
 * and bytes of each, little-endian.
 */
export async function readCtranslate2(files: readonly string[]): Promise<ReadonlyMap<string, Weights>> {
  const reader = new Reader(Buffer.concat(await Promise.all(files.map((file) => readFile(file)))));
  const version = reader.u32();
  if (version !== 6) throw new Error(`The model file has version ${version}; 6 is expected.`);
  reader.text();
  reader.u32();
  const weights = new Map<string, Weights>();
  for (let left = reader.u32(); left > 0; left--) {
    const name = reader.text();
    const shape = Array.from({ length: reader.u8() }, () => reader.u32());
    const kind = reader.u8();
    const bytes = reader.bytes(reader.u32());
    if (kind === FLOAT_16) weights.set(name, { shape, values: Float32Array.from(new Float16Array(bytes)) });
    if (kind === FLOAT_32) weights.set(name, { shape, values: new Float32Array(bytes) });
  }
  return weights;
}

class Reader {
  readonly #data: Buffer;
  #at = 0;

  constructor(data: Buffer) {
    this.#data = data;
  }

  u8(): number {
    return this.#data.readUInt8(this.#skip(1));
  }

  u32(): number {
    return this.#data.readUInt32LE(this.#skip(4));
  }

  /** Its length, the text and a zero. */
  text(): string {
    const length = this.#data.readUInt16LE(this.#skip(2));
    const from = this.#skip(length);
    return this.#data.toString("utf8", from, from + length - 1);
  }

  /** Copied, so that numbers of several bytes begin where they may. */
  bytes(length: number): ArrayBuffer {
    const from = this.#skip(length);
    return new Uint8Array(this.#data.subarray(from, from + length)).buffer;
  }

  #skip(length: number): number {
    this.#at += length;
    return this.#at - length;
  }
}
