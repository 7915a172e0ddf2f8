import { bytesOf, encodeField, encodeNumber, type Field, readMessage, textOf } from "./onnx-message.ts";

/** Numbers of fields: ModelProto.graph, then GraphProto, NodeProto and TensorProto. */
const GRAPH = 7;
const [NODE, INITIALIZER, OUTPUT] = [1, 5, 12];
const [NODE_INPUT, NODE_OUTPUT, NODE_NAME, NODE_OPERATOR, NODE_ATTRIBUTE] = [1, 2, 3, 4, 5];
const [DIMS, DATA_TYPE, FLOAT_DATA, INT32_DATA, TENSOR_NAME, RAW_DATA] = [1, 2, 4, 5, 8, 9];
const [FLOAT, UINT8, INT8] = [1, 2, 3];

interface Node {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: readonly Buffer[];
  readonly bytes: Buffer;
}

interface Tensor {
  readonly dims: readonly number[];
  readonly type: number;
  readonly values: () => Float32Array;
  readonly bytes: Buffer;
}

/**
 * A model whose convolutions of 8-bit weights (`ConvInteger` with a scale that is computed at each call) are made convolutions of 32-bit ones, with the same
 * weights: ONNX Runtime computes those faster, as nothing has to be quantised before. What else is quantised stays so.
 */
export function withFloatConvolutions(model: Buffer): Buffer {
  const fields = readMessage(model);
  return Buffer.concat(
    fields.map((field) => (field.id === GRAPH ? encodeField(GRAPH, converted(bytesOf(field))) : field.raw)),
  );
}

function converted(graphBytes: Buffer): Buffer {
  const fields = readMessage(graphBytes);
  const nodes = fields.filter(({ id }) => id === NODE).map((field) => nodeOf(bytesOf(field)));
  const graph = new Graph(
    nodes,
    fields.filter(({ id }) => id === INITIALIZER).map((field) => bytesOf(field)),
  );
  const replaced = new Map<Node, Buffer>();
  for (const node of nodes.filter(({ operator }) => operator === "ConvInteger")) {
    const { last, bytes } = graph.floatConvolution(node);
    replaced.set(last, bytes);
  }
  const all = nodes.map((node) => (replaced.has(node) ? nodeOf(replaced.get(node) ?? node.bytes) : node));
  const outputs = fields.filter(({ id }) => id === OUTPUT).map((field) => nameIn(bytesOf(field)));
  const { needed, names } = neededFor(outputs, all);
  const others = fields.filter(({ id }) => id !== NODE && id !== INITIALIZER).map(({ raw }) => raw);
  const tensors = [...graph.tensors]
    .filter(([name]) => names.has(name))
    .map(([, { bytes }]) => encodeField(INITIALIZER, bytes));
  return Buffer.concat([...needed.map(({ bytes }) => encodeField(NODE, bytes)), ...tensors, ...others]);
}

/** ValueInfoProto.name is its field 1. */
const nameIn = (bytes: Buffer): string =>
  readMessage(bytes)
    .filter(({ id }) => id === 1)
    .map(textOf)[0] ?? "";

class Graph {
  readonly tensors: Map<string, Tensor>;
  readonly #producers: ReadonlyMap<string, Node>;
  readonly #users = new Map<string, Node[]>();

  constructor(nodes: readonly Node[], tensors: readonly Buffer[]) {
    this.tensors = new Map(tensors.map(tensorOf));
    this.#producers = new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
    for (const node of nodes) {
      for (const input of node.inputs) this.#users.set(input, [...(this.#users.get(input) ?? []), node]);
    }
  }

  /**
   * DynamicQuantizeLinear(x) → ConvInteger → [Add(bias in integers)] → Cast → Mul(scales) becomes Conv(x), where the last of them was. Throws where the
   * graph has another shape.
   */
  floatConvolution({ inputs, outputs, attributes }: Node): { readonly last: Node; readonly bytes: Buffer } {
    const [quantised = "", weights = "", , zeroPoint = ""] = inputs;
    const [sound = ""] = this.#producer(quantised, "DynamicQuantizeLinear").inputs;
    let sum = outputs[0] ?? "";
    let bias: string | null = null;
    const [user] = this.#users.get(sum) ?? [];
    if (user?.operator === "Add") {
      bias = this.#biasIn(user.inputs.find((one) => one !== sum) ?? "", this.#tensor(weights).dims[0] ?? 0);
      sum = user.outputs[0] ?? "";
    }
    const cast = this.#onlyUser(sum, "Cast").outputs[0] ?? "";
    const last = this.#onlyUser(cast, "Mul");
    const scales = this.#producer(last.inputs.find((one) => one !== cast) ?? "", "Mul").inputs;
    const scale = scales.filter((one) => this.tensors.has(one));
    if (scale[0] === undefined || scale.length > 1) throw new Error(`No one scale of ${weights}.`);
    const floats = this.#floats(weights, zeroPoint, scale[0]);
    const parts = [
      ...[sound, floats, ...(bias === null ? [] : [bias])].map((one) => encodeField(NODE_INPUT, Buffer.from(one))),
      encodeField(NODE_OUTPUT, Buffer.from(last.outputs[0] ?? "")),
      encodeField(NODE_NAME, Buffer.from(`${floats}_conv`)),
      encodeField(NODE_OPERATOR, Buffer.from("Conv")),
      ...attributes,
    ];
    return { last, bytes: Buffer.concat(parts) };
  }

  #producer(name: string, operator: string): Node {
    const node = this.#producers.get(name);
    if (node?.operator !== operator) throw new Error(`${name} does not come from ${operator}.`);
    return node;
  }

  #onlyUser(name: string, operator: string): Node {
    const [user, ...others] = this.#users.get(name) ?? [];
    if (user?.operator !== operator || others.length > 0) throw new Error(`${name} is not used by ${operator} alone.`);
    return user;
  }

  #tensor(name: string): Tensor {
    const tensor = this.tensors.get(name);
    if (tensor === undefined) throw new Error(`${name} is no constant.`);
    return tensor;
  }

  /** The bias in 32 bits, from which the graph computes one in integers at each call. */
  #biasIn(name: string, channels: number): string {
    const open = [name];
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      const tensor = this.tensors.get(one);
      if (tensor?.type === FLOAT && tensor.dims.length === 1 && tensor.dims[0] === channels) return one;
      const node = this.#producers.get(one);
      if (node !== undefined && OF_BIAS.has(node.operator)) open.push(...node.inputs.toReversed());
    }
    throw new Error(`No bias was found for ${name}.`);
  }

  /** Adds (weights − zero point) · scale, by channel where the scale is, and gives its name. */
  #floats(weights: string, zeroPoint: string, scale: string): string {
    const { dims, values } = this.#tensor(weights);
    const quantised = values();
    const zeros = zeroPoint === "" ? new Float32Array(1) : this.#tensor(zeroPoint).values();
    const scales = this.#tensor(scale).values();
    const perChannel = quantised.length / (dims[0] ?? 1);
    const of = (all: Float32Array, at: number): number => all[all.length === 1 ? 0 : Math.floor(at / perChannel)] ?? 0;
    const floats = quantised.map((value, at) => (value - of(zeros, at)) * of(scales, at));
    const name = `${weights}_float`;
    const bytes = Buffer.concat([
      ...dims.map((dim) => encodeNumber(DIMS, dim)),
      encodeNumber(DATA_TYPE, FLOAT),
      encodeField(TENSOR_NAME, Buffer.from(name)),
      encodeField(RAW_DATA, new Uint8Array(floats.buffer)),
    ]);
    this.tensors.set(name, { dims, type: FLOAT, values: () => floats, bytes });
    return name;
  }
}

/** By which onnxruntime.quantization computes a bias in integers. */
const OF_BIAS: ReadonlySet<string> = new Set(["Reshape", "Cast", "Floor", "Div", "Unsqueeze"]);

function nodeOf(bytes: Buffer): Node {
  const fields = readMessage(bytes);
  const texts = (id: number): string[] => fields.filter((field) => field.id === id).map(textOf);
  return {
    operator: texts(NODE_OPERATOR)[0] ?? "",
    inputs: texts(NODE_INPUT),
    outputs: texts(NODE_OUTPUT),
    attributes: fields.filter(({ id }) => id === NODE_ATTRIBUTE).map(({ raw }) => raw),
    bytes,
  };
}

function tensorOf(bytes: Buffer): [string, Tensor] {
  const fields = readMessage(bytes);
  const first = (id: number): Field | undefined => fields.find((field) => field.id === id);
  const dims = fields.filter(({ id }) => id === DIMS).flatMap((field) => numbersOf(field));
  const type = numbersOf(first(DATA_TYPE))[0] ?? 0;
  const values = (): Float32Array => {
    const raw = first(RAW_DATA);
    if (raw !== undefined) return rawValues(bytesOf(raw), type);
    if (type === FLOAT)
      return rawValues(Buffer.concat(fields.filter(({ id }) => id === FLOAT_DATA).map(bytesOf)), FLOAT);
    return Float32Array.from(fields.filter(({ id }) => id === INT32_DATA).flatMap((field) => numbersOf(field)));
  };
  const name = first(TENSOR_NAME);
  return [name === undefined ? "" : textOf(name), { dims, type, values, bytes }];
}

/** Numbers that were written one by one or together. */
function numbersOf(field: Field | undefined): number[] {
  if (field === undefined) return [];
  if (typeof field.value === "number") return [field.value];
  // Together they are as the numbers of a field 0 without its tag: each gets one.
  const numbers: number[] = [];
  let [value, shift] = [0, 0];
  for (const byte of field.value) {
    value += (byte & 0x7f) * 2 ** shift;
    shift += 7;
    if (byte >= 0x80) continue;
    numbers.push(value);
    [value, shift] = [0, 0];
  }
  return numbers;
}

function rawValues(raw: Buffer, type: number): Float32Array {
  const copy = Uint8Array.from(raw);
  if (type === FLOAT) return new Float32Array(copy.buffer);
  if (type === UINT8) return Float32Array.from(copy);
  if (type === INT8) return Float32Array.from(new Int8Array(copy.buffer));
  throw new Error(`Weights of the type ${type} are not expected here.`);
}

/** The operators and names on which the outputs depend, in the order in which they were. */
function neededFor(outputs: readonly string[], nodes: readonly Node[]) {
  const names = new Set(outputs);
  const needed: Node[] = [];
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some((output) => names.has(output))) continue;
    needed.push(node);
    for (const input of node.inputs) names.add(input);
  }
  return { needed: needed.toReversed(), names };
}
