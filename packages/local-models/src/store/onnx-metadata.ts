import { open, type FileHandle } from "node:fs/promises";

/**
 * Fields of ModelProto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto): 7 is the graph, 14 the repeated metadata_props, each with a key (1)
 * and a value (2). Fields of a message may be in any order, so those at the end of the file count as well.
 */
const GRAPH_FIELD = 7;
const METADATA_FIELD = 14;
const LENGTH_DELIMITED = 2;
const MAX_PROPERTY_BYTES = 1_000_000;

/** The metadata of an ONNX model. Null for a file that is not one. Reads only the headers of the large fields. */
export async function readOnnxMetadata(path: string): Promise<ReadonlyMap<string, string> | null> {
  await using file = await open(path, "r");
  const { size } = await file.stat();
  const metadata = new Map<string, string>();
  let hasGraph = false;
  let position = 0;
  while (position < size) {
    const field = await readField(file, position, size);
    if (field === null) return null;
    hasGraph ||= field.number === GRAPH_FIELD;
    if (field.number === METADATA_FIELD && field.bytes <= MAX_PROPERTY_BYTES) {
      const entry = Buffer.alloc(field.bytes);
      await file.read(entry, 0, field.bytes, field.start);
      const [key, value] = readEntry(entry);
      if (key !== undefined) metadata.set(key, value ?? "");
    }
    position = field.start + field.bytes;
  }
  return hasGraph ? metadata : null;
}

/** The bytes that, at the end of an ONNX model, give it these properties. */
export function encodeOnnxMetadata(properties: Readonly<Record<string, string | number>>): Buffer {
  return Buffer.concat(
    Object.entries(properties).map(([key, value]) =>
      delimited(
        METADATA_FIELD,
        Buffer.concat([delimited(1, Buffer.from(key)), delimited(2, Buffer.from(String(value)))]),
      ),
    ),
  );
}

interface Field {
  readonly number: number;
  /** Where its content begins. */
  readonly start: number;
  readonly bytes: number;
}

/** The longest header: a tag and a length, each of at most ten bytes. */
const HEADER_BYTES = 20;

async function readField(file: FileHandle, position: number, size: number): Promise<Field | null> {
  const header = Buffer.alloc(HEADER_BYTES);
  const { bytesRead } = await file.read(header, 0, HEADER_BYTES, position);
  const tag = readVarint(header.subarray(0, bytesRead), 0);
  if (tag === null) return null;
  const number = Math.floor(tag.value / 8);
  const afterTag = position + tag.end;
  switch (tag.value % 8) {
    case 0: {
      const value = readVarint(header.subarray(0, bytesRead), tag.end);
      return value === null ? null : { number, start: afterTag, bytes: value.end - tag.end };
    }
    case 1:
      return inside({ number, start: afterTag, bytes: 8 }, size);
    case LENGTH_DELIMITED: {
      const length = readVarint(header.subarray(0, bytesRead), tag.end);
      return length === null ? null : inside({ number, start: position + length.end, bytes: length.value }, size);
    }
    case 5:
      return inside({ number, start: afterTag, bytes: 4 }, size);
    default:
      return null;
  }
}

const inside = (field: Field, size: number): Field | null =>
  field.number > 0 && field.start + field.bytes <= size ? field : null;

function readEntry(entry: Buffer): [string | undefined, string | undefined] {
  const found: [string | undefined, string | undefined] = [undefined, undefined];
  let position = 0;
  while (position < entry.length) {
    const tag = readVarint(entry, position);
    const length = tag === null ? null : readVarint(entry, tag.end);
    if (tag === null || length === null || tag.value % 8 !== LENGTH_DELIMITED) break;
    const text = entry.toString("utf8", length.end, length.end + length.value);
    if (tag.value === (1 << 3) + LENGTH_DELIMITED) found[0] = text;
    if (tag.value === (2 << 3) + LENGTH_DELIMITED) found[1] = text;
    position = length.end + length.value;
  }
  return found;
}

function readVarint(buffer: Buffer, start: number): { value: number; end: number } | null {
  let value = 0;
  for (let index = 0; index < 8; index += 1) {
    const byte = buffer[start + index];
    if (byte === undefined) return null;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, end: start + index + 1 };
  }
  return null;
}

function delimited(field: number, content: Buffer): Buffer {
  return Buffer.concat([varint(field * 8 + LENGTH_DELIMITED), varint(content.length), content]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}
