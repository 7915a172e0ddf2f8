import { describe, expect, it } from "vitest";
import { OnnxGraph } from "../../packages/local-models/src/testing/onnx-graph.ts";
import { withFloatConvolutions } from "./float-convolutions.ts";
import { bytesOf, readMessage, textOf } from "./onnx-message.ts";

/** A convolution as onnxruntime.quantization writes it: two channels of weights in 8 bits, a bias that is quantised at each call. */
function quantised(): Buffer {
  const graph = new OnnxGraph();
  const sound = graph.input("sound", "float", [1, 1, "length"]);
  const [integers = "", scaleOfSound = "", zero = ""] = graph.addMany("DynamicQuantizeLinear", [sound], 3);
  const weights = graph.tensor("int8", [2, 1, 2], new Uint8Array(Int8Array.from([-3, 5, 7, 127]).buffer));
  const zeroOfWeights = graph.tensor("int8", [], new Uint8Array([1]));
  const scaleOfWeights = graph.floats([0.5], []);
  const scale = graph.add("Mul", [scaleOfSound, scaleOfWeights]);
  const divided = graph.add("Div", [graph.floats([0.25, -2], [2]), scale]);
  const bias = graph.add("Cast", [graph.add("Floor", [divided])], { to: 6 });
  const shaped = graph.add("Reshape", [bias, graph.integers([1, 2, 1])]);
  const sum = graph.add("ConvInteger", [integers, weights, zero, zeroOfWeights], { kernel_shape: [2] });
  const cast = graph.add("Cast", [graph.add("Add", [sum, shaped])], { to: 1 });
  graph.output("spoken", graph.add("Mul", [cast, scale]), "float", [1, 2, "length"]);
  return graph.model({ model_type: "kokoro" });
}

const [GRAPH, NODE, INITIALIZER] = [7, 1, 5];

function partsOf(model: Buffer) {
  const graph = readMessage(
    bytesOf(readMessage(model).find(({ id }) => id === GRAPH) ?? { id: 0, value: 0, raw: model }),
  );
  const all = (id: number) => graph.filter((field) => field.id === id).map((field) => readMessage(bytesOf(field)));
  const operators = all(NODE).map((node) => textOf(node.find(({ id }) => id === 4) ?? { id: 4, value: 0, raw: model }));
  return { operators, nodes: all(NODE), tensors: all(INITIALIZER) };
}

function attributes(model: Buffer, operator: string): readonly Buffer[] | undefined {
  const { operators, nodes } = partsOf(model);
  return nodes[operators.indexOf(operator)]?.filter(({ id }) => id === 5).map(({ raw }) => raw);
}

describe("a quantised convolution", () => {
  it("becomes one of 32 bits with the same weights and the bias from which its integers came", () => {
    const { operators, nodes, tensors } = partsOf(withFloatConvolutions(quantised()));
    expect(operators).toEqual(["Conv", "Identity"]);
    const [sound, weights, bias] = (nodes[0] ?? []).filter(({ id }) => id === 1).map(textOf);
    expect(sound).toBe("sound");
    const floats = (name: string | undefined): number[] => {
      const tensor = tensors.find((fields) => fields.some((field) => field.id === 8 && textOf(field) === name)) ?? [];
      const raw = Uint8Array.from(
        bytesOf(tensor.find(({ id }) => id === 9) ?? { id: 9, value: Buffer.of(), raw: Buffer.of() }),
      );
      return [...new Float32Array(raw.buffer)];
    };
    expect(floats(weights)).toEqual([-2, 2, 3, 63]);
    expect(floats(bias)).toEqual([0.25, -2]);
    expect(tensors).toHaveLength(2);
  });

  it("keeps its attributes, and the model what it says of itself", () => {
    const before = quantised();
    const after = withFloatConvolutions(before);
    expect(attributes(after, "Conv")).toEqual(attributes(before, "ConvInteger"));
    expect(readMessage(after).filter(({ id }) => id !== GRAPH)).toEqual(
      readMessage(before).filter(({ id }) => id !== GRAPH),
    );
  });

  it("of another shape is refused, and so is what is no model", () => {
    const graph = new OnnxGraph();
    const sound = graph.input("sound", "float", [1, 1, 4]);
    const weights = graph.tensor("int8", [1, 1, 1], new Uint8Array([1]));
    graph.output("spoken", graph.add("ConvInteger", [sound, weights]), "float", [1, 1, 4]);
    expect(() => withFloatConvolutions(graph.model({}))).toThrow("does not come from DynamicQuantizeLinear");
    expect(() => withFloatConvolutions(Buffer.from("no model at all"))).toThrow("Protocol Buffers");
  });
});
