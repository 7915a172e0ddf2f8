import { OnnxGraph, type Value } from "./onnx-graph.ts";

/** The signs that a tiny voice knows: those that espeak-ng gives for English. */
const SIGNS = [
  ..."_^$ !'(),-.:;?abcdefhijklmnopqrstuvwxzæçðøħŋœǀɐɑɒɓɔɕɖɗɘəɚɛɜɞɟɡɢɣɤɥɦɧɨɪɫɬɭɮɯɰɱɲɳɴɵɶɸɹɺɻɽɾʀʁʂʃʈʉʊʋʌʍʎʏʐʑʒʔʕʘʙʛʜʝʟˈˌːˑβθχᵻ",
];

export const TINY_VOICE_RATE_HZ = 22_050;
/** Samples for each sign. */
const HOP = 256;

export const TINY_TOKENS = SIGNS.map((sign, id) => `${sign} ${id}\n`).join("");

/** Piper's description of such a voice. */
export const TINY_PIPER_JSON = JSON.stringify({
  audio: { sample_rate: TINY_VOICE_RATE_HZ, quality: "low" },
  num_speakers: 1,
  speaker_id_map: {},
  language: { code: "en_US", name_english: "English" },
  dataset: "tiny",
});

const PIPER_METADATA: Readonly<Record<string, string>> = {
  model_type: "vits",
  comment: "piper",
  language: "English",
  voice: "en-us",
  has_espeak: "1",
  n_speakers: "1",
  sample_rate: String(TINY_VOICE_RATE_HZ),
};

/** A voice in Piper's format that hums: as long as the text has sounds, times the wanted length. */
export function tinyPiperVoice(): Buffer {
  const graph = new OnnxGraph();
  graph.input("input", "int64", ["N", "T"]);
  const lengths = graph.input("input_lengths", "int64", ["N"]);
  const scales = graph.input("scales", "float", [3]);
  const stretch = graph.add("Gather", [scales, graph.integers([1])], { axis: 0 });
  const count = graph.add("Mul", [graph.add("Cast", [lengths], { to: 1 }), stretch]);
  graph.output("output", hum(graph, count, graph.integers([1, 1, 1, -1])), "float", ["N", 1, 1, "L"]);
  return graph.model(PIPER_METADATA);
}

export const KOKORO_STYLE_COUNT = 510;
const KOKORO_STYLE_SIZE = 256;
export const TINY_KOKORO_NAMES = ["af_low", "bm_high"] as const;

export const KOKORO_METADATA: Readonly<Record<string, string>> = {
  model_type: "kokoro",
  language: "English",
  voice: "en-us",
  has_espeak: "1",
  version: "2",
  n_speakers: String(TINY_KOKORO_NAMES.length),
  sample_rate: String(TINY_VOICE_RATE_HZ),
  style_dim: `${KOKORO_STYLE_COUNT},1,${KOKORO_STYLE_SIZE}`,
  speaker_names: TINY_KOKORO_NAMES.join(","),
};

/** A voice in Kokoro's format: the first number of a speaker's style is the pitch of its hum, in kilohertz. */
export function tinyKokoroVoice(): Buffer {
  const graph = new OnnxGraph();
  const tokens = graph.input("tokens", "int64", [1, "T"]);
  const style = graph.input("style", "float", [1, KOKORO_STYLE_SIZE]);
  const speed = graph.input("speed", "float", [1]);
  const length = graph.add("Gather", [graph.add("Shape", [tokens]), graph.integers([1])], { axis: 0 });
  const count = graph.add("Div", [graph.add("Cast", [length], { to: 1 }), speed]);
  const pitch = graph.add("Reshape", [
    graph.add("Gather", [style, graph.integers([0])], { axis: 1 }),
    graph.integers([1]),
  ]);
  const hertz = graph.add("Mul", [pitch, graph.floats([1000], [1])]);
  graph.output("audio", hum(graph, count, graph.integers([-1]), hertz), "float", ["L"]);
  return graph.model(KOKORO_METADATA);
}

/** The styles of the speakers, as `voices.bin` has them. */
export function tinyKokoroStyles(): Buffer {
  const size = KOKORO_STYLE_COUNT * KOKORO_STYLE_SIZE;
  const styles = new Float32Array(TINY_KOKORO_NAMES.length * size).map((_, at) => 0.2 + 0.4 * Math.floor(at / size));
  return Buffer.from(styles.buffer);
}

/** `count` signs of sound (one number), 200 Hz without `hertz`. */
function hum(graph: OnnxGraph, count: Value, shape: Value, hertz: Value = graph.floats([200], [1])): Value {
  const samples = graph.add("Mul", [count, graph.floats([HOP], [1])]);
  const end = graph.add("Reshape", [samples, graph.integers([], [0])]);
  const at = graph.add("Range", [graph.floats([0], []), end, graph.floats([1], [])]);
  const step = graph.add("Mul", [hertz, graph.floats([(2 * Math.PI) / TINY_VOICE_RATE_HZ], [1])]);
  const wave = graph.add("Mul", [graph.add("Sin", [graph.add("Mul", [at, step])]), graph.floats([0.3], [1])]);
  return graph.add("Reshape", [wave, shape]);
}
