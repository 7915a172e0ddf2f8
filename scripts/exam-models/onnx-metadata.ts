/** `metadata_props` of a model, a repeated message of a key and a value (onnx.proto). */
const METADATA_FIELD = 14;
const KEY_FIELD = 1;
const VALUE_FIELD = 2;

/**
 * What has to follow the bytes of an ONNX model to give it further metadata: a serialised message whose end gets more fields is the message with these
 * fields (Protocol Buffers, "Encoding").
 */
export function metadataBytes(metadata: Readonly<Record<string, string>>): Buffer {
  return Buffer.concat(
    Object.entries(metadata).map(([key, value]) =>
      field(
        METADATA_FIELD,
        Buffer.concat([field(KEY_FIELD, Buffer.from(key)), field(VALUE_FIELD, Buffer.from(value))]),
      ),
    ),
  );
}

function field(number: number, content: Buffer): Buffer {
  return Buffer.concat([varint((number << 3) | LENGTH_DELIMITED), varint(content.length), content]);
}

const LENGTH_DELIMITED = 2;

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
  return Buffer.from(bytes);
}
