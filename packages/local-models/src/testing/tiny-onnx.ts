/**
 * The smallest bytes that are an ONNX model by their fields: a version (field 1), a graph (field 7) and properties (field 14). No runtime loads it; the
 * store only reads its fields.
 */
export function tinyOnnx(properties: Readonly<Record<string, string>> = {}): Buffer {
  const metadata = Object.entries(properties).map(([key, value]) =>
    field(14, Buffer.concat([field(1, Buffer.from(key)), field(2, Buffer.from(value))])),
  );
  return Buffer.concat([Buffer.from([0x08, 8]), field(7, Buffer.alloc(300, 1)), ...metadata]);
}

/** A length-delimited field; its content has less than 16,384 bytes. */
function field(number: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 128 ? [length] : [(length & 0x7f) | 0x80, length >> 7];
  return Buffer.concat([Buffer.from([number * 8 + 2, ...size]), content]);
}
