import { OnnxGraph } from "./onnx-graph.ts";
import { TONES_HZ } from "./tiny-ears.ts";

/** A network in the format of Silero's fifth version: a window with sound has speech. */
export function tinySilero(): Buffer {
  const graph = new OnnxGraph();
  const input = graph.input("input", "float", [1, "T"]);
  const state = graph.input("state", "float", [2, 1, 128]);
  graph.input("sr", "int64", [1]);
  const loudest = graph.add("ReduceMax", [graph.add("Abs", [input])], { axes: [1], keepdims: 1 });
  const score = graph.add("Mul", [graph.add("Sub", [loudest, graph.floats([0.05], [1])]), graph.floats([1000], [1])]);
  graph.output("output", graph.add("Sigmoid", [score]), "float", [1, 1]);
  graph.output("stateN", state, "float", [2, 1, 128]);
  return graph.model({});
}

/** Numbers of pyannote's segmentation: its window, and what one of its frames sees. */
const WINDOW = 160_000;
const FRAME = 991;
const SHIFT = 270;
const FRAMES = Math.floor((WINDOW - FRAME) / SHIFT) + 1;
/** Nobody, one of three speakers, two of them. */
const CLASSES = 7;

/** A network in the format of pyannote's segmentation: a low tone is its first speaker, a high one its second. */
export function tinySegmentation(): Buffer {
  const graph = new OnnxGraph();
  const sound = graph.input("x", "float", ["N", 1, "T"]);
  // The change from sample to sample grows with the pitch; that of a tone of 1,280 Hz is half of its level.
  const change = graph.add("Conv", [sound, graph.floats([-1, 1], [1, 1, 2])], { kernel_shape: [2], pads: [1, 0] });
  const [level, changes] = [sound, change].map((wave) => {
    const mean = graph.add("AveragePool", [graph.add("Abs", [wave])], { kernel_shape: [FRAME], strides: [SHIFT] });
    return graph.add("Transpose", [mean], { perm: [0, 2, 1] });
  }) as [string, string];
  const scaled = (value: string, by: number): string => graph.add("Mul", [value, graph.floats([by], [1])]);
  const score = scaled(graph.add("Sub", [level, graph.floats([0.02], [1])]), 1000);
  const pitch = scaled(graph.add("Sub", [changes, scaled(level, 0.5)]), 100_000);
  const speakers = [scaled(pitch, -1), pitch].map((one) => graph.add("Min", [score, one]));
  const rest = graph.add("Add", [
    scaled(score, 0),
    graph.floats(Array<number>(CLASSES - 3).fill(-1000), [CLASSES - 3]),
  ]);
  const all = graph.add("Concat", [scaled(score, -1), ...speakers, rest], { axis: 2 });
  const classes = graph.add("LogSoftmax", [all], { axis: 2 });
  graph.output("y", classes, "float", ["N", FRAMES, CLASSES]);
  return graph.model({
    model_type: "pyannote-segmentation-3.0",
    sample_rate: "16000",
    window_size: String(WINDOW),
    receptive_field_size: String(FRAME),
    receptive_field_shift: String(SHIFT),
    num_speakers: "3",
    powerset_max_classes: "2",
    num_classes: String(CLASSES),
  });
}

const BINS = 80;
/** Between the bands of the two tones. */
const MIDDLE_BIN = 32;

/** A network in the format of WeSpeaker: a voice is whether it is low or high. */
export function tinyEmbedding(): Buffer {
  const graph = new OnnxGraph();
  const features = graph.input("feats", "float", ["N", "T", BINS]);
  const mean = graph.add("ReduceMean", [features], { axes: [1], keepdims: 0 });
  const halves = [
    [0, MIDDLE_BIN],
    [MIDDLE_BIN, BINS],
  ].map(([from = 0, to = 0]) => {
    const bands = graph.add("Slice", [mean, graph.integers([from]), graph.integers([to]), graph.integers([1])]);
    return graph.add("ReduceMax", [bands], { axes: [1], keepdims: 1 });
  });
  const [low = "", high = ""] = halves;
  const difference = graph.add("Sub", [low, high]);
  const embedding = graph.add("Concat", [difference, graph.add("Neg", [difference])], { axis: 1 });
  graph.output("embs", graph.add("Tanh", [embedding]), "float", ["N", 2]);
  return graph.model({
    framework: "wespeaker",
    language: "English",
    url: "",
    comment: `tones of ${TONES_HZ.low} and ${TONES_HZ.high} Hz`,
    sample_rate: "16000",
    output_dim: "2",
    normalize_samples: "1",
  });
}
