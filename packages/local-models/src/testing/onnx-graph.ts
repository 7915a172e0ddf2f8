/** Kinds of numbers in a tensor, by ONNX's number of each (onnx.proto, `TensorProto.DataType`). */
const DATA_TYPES = { float: 1, int8: 3, int32: 6, int64: 7 } as const;
export type DataType = keyof typeof DATA_TYPES;

/** A size, or the name of a size that differs from call to call. */
export type Dimension = number | string;

type Attribute = number | string | readonly number[] | { readonly real: number };

/** The name of a value in a graph. */
export type Value = string;

/** A graph of ONNX operators, written operator by operator, and its bytes as a model file. */
export class OnnxGraph {
  readonly #nodes: Buffer[] = [];
  readonly #constants: Buffer[] = [];
  readonly #inputs: Buffer[] = [];
  readonly #outputs: Buffer[] = [];
  #names = 0;

  input(name: string, type: DataType, shape: readonly Dimension[]): Value {
    this.#inputs.push(valueInfo(name, type, shape));
    return name;
  }

  /** Gives a value the name of an output. */
  output(name: string, value: Value, type: DataType, shape: readonly Dimension[]): void {
    this.#nodes.push(nodeBytes("Identity", [value], [name], {}));
    this.#outputs.push(valueInfo(name, type, shape));
  }

  floats(values: readonly number[] | Float32Array, shape: readonly number[]): Value {
    const floats = Float32Array.from(values);
    return this.tensor("float", shape, new Uint8Array(floats.buffer));
  }

  integers(values: readonly number[], shape: readonly number[] = [values.length]): Value {
    const integers = BigInt64Array.from(values.map(BigInt));
    return this.tensor("int64", shape, new Uint8Array(integers.buffer));
  }

  /** A constant of any kind; the bytes are little-endian. */
  tensor(type: DataType, shape: readonly number[], bytes: Uint8Array): Value {
    const name = this.#name("c");
    const dims = Buffer.concat(shape.map(varint));
    const parts = [field(1, dims), number(2, DATA_TYPES[type]), field(8, Buffer.from(name)), field(9, bytes)];
    this.#constants.push(Buffer.concat(parts));
    return name;
  }

  /** An operator with one result. */
  add(operator: string, inputs: readonly Value[], attributes: Readonly<Record<string, Attribute>> = {}): Value {
    return this.addMany(operator, inputs, 1, attributes)[0] ?? "";
  }

  /** An operator with several results. */
  addMany(
    operator: string,
    inputs: readonly Value[],
    results: number,
    attributes: Readonly<Record<string, Attribute>> = {},
  ): readonly Value[] {
    const names = Array.from({ length: results }, () => this.#name("v"));
    this.#nodes.push(nodeBytes(operator, inputs, names, attributes));
    return names;
  }

  /** The bytes of the model: IR 8, operator set 13, as the runtime reads it. */
  model(metadata: Readonly<Record<string, string>>): Buffer {
    const graph = Buffer.concat([
      ...this.#nodes.map((node) => field(1, node)),
      field(2, Buffer.from("graph")),
      ...this.#constants.map((constant) => field(5, constant)),
      ...this.#inputs.map((input) => field(11, input)),
      ...this.#outputs.map((output) => field(12, output)),
    ]);
    const pairs = Object.entries(metadata).map(([key, value]) =>
      field(14, Buffer.concat([field(1, Buffer.from(key)), field(2, Buffer.from(value))])),
    );
    return Buffer.concat([number(1, IR_VERSION), field(7, graph), field(8, number(2, OPERATOR_SET)), ...pairs]);
  }

  #name(kind: string): string {
    this.#names += 1;
    return `${kind}${this.#names}`;
  }
}

const IR_VERSION = 8;
const OPERATOR_SET = 13;

function nodeBytes(
  operator: string,
  inputs: readonly Value[],
  outputs: readonly Value[],
  attributes: Readonly<Record<string, Attribute>>,
): Buffer {
  return Buffer.concat([
    ...inputs.map((input) => field(1, Buffer.from(input))),
    ...outputs.map((output) => field(2, Buffer.from(output))),
    field(4, Buffer.from(operator)),
    ...Object.entries(attributes).map(([name, value]) => field(5, attributeBytes(name, value))),
  ]);
}

/** Numbers are integers in ONNX unless they are wrapped as `{ real }`. */
function attributeBytes(name: string, value: Attribute): Buffer {
  const head = field(1, Buffer.from(name));
  if (typeof value === "number") return Buffer.concat([head, number(3, value), number(20, 2)]);
  if (typeof value === "string") return Buffer.concat([head, field(4, Buffer.from(value)), number(20, 3)]);
  if ("real" in value) {
    const real = Buffer.alloc(5);
    real.writeUInt8((2 << 3) | 5);
    real.writeFloatLE(value.real, 1);
    return Buffer.concat([head, real, number(20, 1)]);
  }
  return Buffer.concat([head, ...value.map((one) => number(8, one)), number(20, 7)]);
}

function valueInfo(name: string, type: DataType, shape: readonly Dimension[]): Buffer {
  const dims = shape.map((size) => field(1, typeof size === "number" ? number(1, size) : field(2, Buffer.from(size))));
  const tensor = Buffer.concat([number(1, DATA_TYPES[type]), field(2, Buffer.concat(dims))]);
  return Buffer.concat([field(1, Buffer.from(name)), field(2, field(1, tensor))]);
}

// Protocol Buffers, "Encoding": a field is its number and kind, then its content.
const number = (id: number, value: number): Buffer => Buffer.concat([varint(id << 3), varint(value)]);
const field = (id: number, content: Uint8Array): Buffer =>
  Buffer.concat([varint((id << 3) | 2), varint(content.length), content]);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}
