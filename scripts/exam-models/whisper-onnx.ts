import { OnnxGraph, type Value } from "../../packages/local-models/src/testing/onnx-graph.ts";
import type { Weights } from "./ctranslate2.ts";

/** A Whisper model by the names that CTranslate2 gives its tensors. */
export interface Whisper {
  readonly weights: ReadonlyMap<string, Weights>;
  readonly heads: number;
  /** Heads of the decoder that follow the sound, by which words are timed: layer and head. */
  readonly alignmentHeads: readonly (readonly [layer: number, head: number])[];
}

const HALF = Math.SQRT1_2;

/** The graphs of a Whisper model with the inputs and outputs that sherpa-onnx expects (`scripts/whisper/export-onnx-with-attention.py` there). */
export function whisperGraphs(
  whisper: Whisper,
  metadata: Readonly<Record<string, string>>,
): { readonly encoder: Buffer; readonly decoder: Buffer } {
  return { encoder: new Encoder(whisper).build().model(metadata), decoder: new Decoder(whisper).build().model({}) };
}

/** What both halves are made of. */
class Layers {
  readonly graph = new OnnxGraph();
  readonly whisper: Whisper;
  readonly size: number;
  readonly headSize: number;

  constructor(whisper: Whisper) {
    this.whisper = whisper;
    this.size = this.weightsOf("decoder/layer_norm/gamma").shape[0] ?? 0;
    this.headSize = this.size / whisper.heads;
  }

  countOf(part: "encoder" | "decoder"): number {
    let count = 0;
    while (this.whisper.weights.has(`${part}/layer_${count}/ffn/linear_0/weight`)) count += 1;
    return count;
  }

  weightsOf(name: string): Weights {
    const found = this.whisper.weights.get(name);
    if (found === undefined) throw new Error(`The model has no ${name}.`);
    return found;
  }

  constant(name: string): Value {
    const { values, shape } = this.weightsOf(name);
    return this.graph.floats(values, shape);
  }

  number(value: number): Value {
    return this.graph.floats([value], []);
  }

  add(a: Value, b: Value): Value {
    return this.graph.add("Add", [a, b]);
  }

  /** In 8 bits with a scale for each column, as the published small forms are. */
  linear(x: Value, name: string): Value {
    const product = this.product(x, this.weightsOf(`${name}/weight`));
    return this.add(product, this.constant(`${name}/bias`));
  }

  /** `x` by the transpose of `weights`. */
  product(x: Value, { values, shape }: Weights): Value {
    const [columns = 0, rows = 0] = shape;
    const quantised = new Int8Array(values.length);
    const scales = new Float32Array(columns);
    for (let column = 0; column < columns; column++) {
      let largest = 1e-8;
      for (let row = 0; row < rows; row++) largest = Math.max(largest, Math.abs(values[column * rows + row] ?? 0));
      const scale = largest / 127;
      scales[column] = scale;
      for (let row = 0; row < rows; row++) {
        quantised[row * columns + column] = Math.round((values[column * rows + row] ?? 0) / scale);
      }
    }
    const weights = this.graph.tensor("int8", [rows, columns], new Uint8Array(quantised.buffer));
    const [sound, scale, zero] = this.graph.addMany("DynamicQuantizeLinear", [x], 3);
    const whole = this.graph.add("MatMulInteger", [sound ?? "", weights, zero ?? ""]);
    const factor = this.graph.add("Mul", [scale ?? "", this.graph.floats(scales, [columns])]);
    return this.graph.add("Mul", [this.graph.add("Cast", [whole], { to: 1 }), factor]);
  }

  /** x − mean over its deviation, then scaled; the operator set has no such operator yet. */
  normalise(x: Value, name: string): Value {
    const { graph } = this;
    const centred = graph.add("Sub", [x, graph.add("ReduceMean", [x], { axes: [-1], keepdims: 1 })]);
    const variance = graph.add("ReduceMean", [graph.add("Mul", [centred, centred])], { axes: [-1], keepdims: 1 });
    const deviation = graph.add("Sqrt", [this.add(variance, this.number(1e-5))]);
    const scaled = graph.add("Mul", [graph.add("Div", [centred, deviation]), this.constant(`${name}/gamma`)]);
    return this.add(scaled, this.constant(`${name}/beta`));
  }

  gelu(x: Value): Value {
    const { graph } = this;
    const error = graph.add("Erf", [graph.add("Mul", [x, this.number(HALF)])]);
    const half = graph.add("Mul", [x, this.number(0.5)]);
    return graph.add("Mul", [half, this.add(error, this.number(1))]);
  }

  forward(x: Value, name: string): Value {
    const inner = this.gelu(this.linear(this.normalise(x, `${name}/layer_norm`), `${name}/linear_0`));
    return this.add(x, this.linear(inner, `${name}/linear_1`));
  }

  /** Parts of equal size along the last axis of three. */
  split(x: Value, parts: number): readonly Value[] {
    return Array.from({ length: parts }, (_, at) =>
      this.graph.add("Slice", [
        x,
        this.graph.integers([at * this.size]),
        this.graph.integers([(at + 1) * this.size]),
        this.graph.integers([2]),
      ]),
    );
  }

  /** [N, T, size] → [N, heads, T, headSize] */
  byHead(x: Value): Value {
    const shape = this.graph.integers([0, 0, this.whisper.heads, this.headSize]);
    return this.graph.add("Transpose", [this.graph.add("Reshape", [x, shape])], { perm: [0, 2, 1, 3] });
  }

  /** The result, and how much each head looks where: [N, heads, T, S]. */
  attend(q: Value, k: Value, v: Value, mask?: Value): { readonly result: Value; readonly weights: Value } {
    const { graph } = this;
    const keys = graph.add("Transpose", [this.byHead(k)], { perm: [0, 1, 3, 2] });
    const scaled = graph.add("Mul", [this.byHead(q), this.number(this.headSize ** -0.5)]);
    const scores = graph.add("MatMul", [scaled, keys]);
    const weights = graph.add("Softmax", [mask === undefined ? scores : this.add(scores, mask)], { axis: -1 });
    const mixed = graph.add("Transpose", [graph.add("MatMul", [weights, this.byHead(v)])], { perm: [0, 2, 1, 3] });
    return { result: graph.add("Reshape", [mixed, graph.integers([0, 0, this.size])]), weights };
  }

  /** Values of each layer as one, with the layer first. */
  stack(values: readonly Value[]): Value {
    const { graph } = this;
    const layers = values.map((value) => graph.add("Unsqueeze", [value, graph.integers([0])]));
    return graph.add("Concat", layers, { axis: 0 });
  }

  layerOf(stacked: Value, layer: number): Value {
    return this.graph.add("Gather", [stacked, this.graph.integers([layer], [])], { axis: 0 });
  }

  /** The size of a value along an axis, as one integer. */
  sizeOf(value: Value, axis: number): Value {
    return this.graph.add("Gather", [this.graph.add("Shape", [value]), this.graph.integers([axis])], { axis: 0 });
  }
}

class Encoder extends Layers {
  build(): OnnxGraph {
    const { graph } = this;
    const mel = graph.input("mel", "float", ["N", "M", "T"]);
    let x = this.gelu(this.convolve(mel, "encoder/conv1", 1));
    x = this.gelu(this.convolve(x, "encoder/conv2", 2));
    x = graph.add("Transpose", [x], { perm: [0, 2, 1] });
    const zero = graph.integers([0]);
    const places = this.constant("encoder/position_encodings/encodings");
    x = this.add(x, graph.add("Slice", [places, zero, this.sizeOf(x, 1), zero]));
    for (let layer = 0; layer < this.countOf("encoder"); layer++) {
      const name = `encoder/layer_${layer}`;
      const norm = this.normalise(x, `${name}/self_attention/layer_norm`);
      const [q = "", k = "", v = ""] = this.split(this.linear(norm, `${name}/self_attention/linear_0`), 3);
      x = this.add(x, this.linear(this.attend(q, k, v).result, `${name}/self_attention/linear_1`));
      x = this.forward(x, `${name}/ffn`);
    }
    const sound = this.normalise(x, "encoder/layer_norm");
    const pairs = Array.from({ length: this.countOf("decoder") }, (_, layer) =>
      this.split(this.linear(sound, `decoder/layer_${layer}/attention/linear_1`), 2),
    );
    for (const [at, name] of ["n_layer_cross_k", "n_layer_cross_v"].entries()) {
      graph.output(name, this.stack(pairs.map((pair) => pair[at] ?? "")), "float", ["L", "N", "S", this.size]);
    }
    return graph;
  }

  convolve(x: Value, name: string, stride: number): Value {
    const inputs = [x, this.constant(`${name}/weight`), this.constant(`${name}/bias`)];
    return this.graph.add("Conv", inputs, { kernel_shape: [3], pads: [1, 1], strides: [stride] });
  }
}

class Decoder extends Layers {
  build(): OnnxGraph {
    const { graph } = this;
    const context = this.weightsOf("decoder/position_encodings/encodings").shape[0] ?? 0;
    const tokens = graph.input("tokens", "int64", ["N", "T"]);
    const cacheShape = ["L", "N", context, this.size];
    const caches = ["k", "v"].map((part) => graph.input(`in_n_layer_self_${part}_cache`, "float", cacheShape));
    const cross = ["k", "v"].map((part) => graph.input(`n_layer_cross_${part}`, "float", ["L", "N", "S", this.size]));
    const offset = graph.input("offset", "int64", [1]);
    const end = this.add(offset, this.sizeOf(tokens, 1));
    let x = graph.add("Gather", [this.constant("decoder/embeddings/weight"), tokens], { axis: 0 });
    const places = this.constant("decoder/position_encodings/encodings");
    x = this.add(x, graph.add("Slice", [places, offset, end, graph.integers([0])]));
    const mask = this.mask(offset, end);
    const written: [Value[], Value[]] = [[], []];
    const looks: Value[] = [];
    for (let layer = 0; layer < this.countOf("decoder"); layer++) {
      const name = `decoder/layer_${layer}`;
      const norm = this.normalise(x, `${name}/self_attention/layer_norm`);
      const [q = "", ...kv] = this.split(this.linear(norm, `${name}/self_attention/linear_0`), 3);
      const [k = "", v = ""] = kv.map((fresh, at) => {
        const { known, cache } = this.remember(this.layerOf(caches[at] ?? "", layer), fresh, offset, end, context);
        written[at === 0 ? 0 : 1].push(cache);
        return known;
      });
      x = this.add(x, this.linear(this.attend(q, k, v, mask).result, `${name}/self_attention/linear_1`));
      const asked = this.linear(this.normalise(x, `${name}/attention/layer_norm`), `${name}/attention/linear_0`);
      const [crossK = "", crossV = ""] = cross.map((one) => this.layerOf(one, layer));
      const { result, weights } = this.attend(asked, crossK, crossV);
      const heads = this.whisper.alignmentHeads.filter(([one]) => one === layer).map(([, head]) => head);
      if (heads.length > 0) looks.push(graph.add("Gather", [weights, graph.integers(heads)], { axis: 1 }));
      x = this.add(x, this.linear(result, `${name}/attention/linear_2`));
      x = this.forward(x, `${name}/ffn`);
    }
    const logits = this.product(this.normalise(x, "decoder/layer_norm"), this.weightsOf("decoder/embeddings/weight"));
    graph.output("logits", logits, "float", ["N", "T", "V"]);
    graph.output("out_n_layer_self_k_cache", this.stack(written[0]), "float", cacheShape);
    graph.output("out_n_layer_self_v_cache", this.stack(written[1]), "float", cacheShape);
    const attention = graph.add("Concat", looks, { axis: 1 });
    graph.output("cross_attention_weights", attention, "float", ["N", "H", "T", "S"]);
    return graph;
  }

  /** What is known up to the last token, and the whole cache with it. */
  remember(cache: Value, fresh: Value, offset: Value, end: Value, context: number) {
    const { graph } = this;
    const [zero, one] = [graph.integers([0]), graph.integers([1])];
    const past = graph.add("Slice", [cache, zero, offset, one]);
    const rest = graph.add("Slice", [cache, end, graph.integers([context]), one]);
    const known = graph.add("Concat", [past, fresh], { axis: 1 });
    return { known, cache: graph.add("Concat", [known, rest], { axis: 1 }) };
  }

  /** 0 where a token may look, −∞ for tokens after it: [T, end]. */
  mask(offset: Value, end: Value): Value {
    const { graph } = this;
    const single = (value: Value): Value => graph.add("Reshape", [value, graph.integers([], [0])]);
    const step = graph.integers([1], []);
    const rows = graph.add("Range", [single(offset), single(end), step]);
    const columns = graph.add("Range", [graph.integers([0], []), single(end), step]);
    const isLater = graph.add("Greater", [
      graph.add("Unsqueeze", [columns, graph.integers([0])]),
      graph.add("Unsqueeze", [rows, graph.integers([1])]),
    ]);
    return graph.add("Where", [isLater, this.number(-1e9), this.number(0)]);
  }
}
