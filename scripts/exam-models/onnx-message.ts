// Protocol Buffers, "Encoding": as much of it as ONNX's messages need (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).

/** A field of a message: a number for integers, bytes for everything that has a length; `raw` is the field as it was read. */
export interface Field {
  readonly id: number;
  readonly value: number | Buffer;
  readonly raw: Buffer;
}

/** The fields of a message, in its order. Throws for what is none. */
export function readMessage(bytes: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined || shift > 63n) throw new Error("No message of Protocol Buffers.");
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(BigInt.asIntN(64, value));
    }
  };
  while (at < bytes.length) {
    const start = at;
    const tag = varint();
    const kind = tag & 7;
    let value: number | Buffer;
    if (kind === 0) value = varint();
    else {
      const length = kind === 2 ? varint() : kind === 5 ? 4 : 8;
      value = bytes.subarray(at, at + length);
      at += length;
      if (at > bytes.length) throw new Error("A message of Protocol Buffers that was cut off.");
    }
    fields.push({ id: tag >>> 3, value, raw: bytes.subarray(start, at) });
  }
  return fields;
}

/** A field with a length. */
export function encodeField(id: number, content: Uint8Array): Buffer {
  return Buffer.concat([varintBytes((id << 3) | 2), varintBytes(content.length), content]);
}

/** A field with a number that is not negative. */
export function encodeNumber(id: number, value: number): Buffer {
  return Buffer.concat([varintBytes(id << 3), varintBytes(value)]);
}

function varintBytes(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return Buffer.from(bytes);
}

export function textOf({ value }: Field): string {
  return typeof value === "number" ? String(value) : value.toString("utf8");
}

export function bytesOf({ value }: Field): Buffer {
  if (typeof value === "number") throw new Error("A number where bytes were expected.");
  return value;
}
