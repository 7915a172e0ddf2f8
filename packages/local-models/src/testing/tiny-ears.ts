import { OnnxGraph, type Value } from "./onnx-graph.ts";

/** What a tiny ear hears: a low tone is the word "low", a high tone the word "high". */
export const TONES_HZ = { low: 400, high: 2500 } as const;

const BINS = 80;
/** Mel bands in which the tones are. */
const BANDS = { low: [2, 25], high: [40, 65] } as const;

export const TINY_CTC_TOKENS = "▁low 0\n▁high 1\n<blk> 2\n";

/** Quieter bands are silence to it. */
const CTC_SILENCE = -4;

/** A recogniser in the format of NeMo's CTC models: each frame is the tone that is loudest in it, or blank. */
export function tinyCtcEar(): Buffer {
  const graph = new OnnxGraph();
  const scores = nemoScores(graph);
  graph.output("logprobs", graph.add("LogSoftmax", [scores], { axis: 2 }), "float", ["N", "T", 3]);
  return graph.model({
    model_type: "EncDecCTCModelBPE",
    vocab_size: "2",
    normalize_type: "NA",
    subsampling_factor: "1",
  });
}

/** Inputs as NeMo names them; for each frame a score of the low tone, the high tone and silence. */
function nemoScores(graph: OnnxGraph): Value {
  const features = graph.input("audio_signal", "float", ["N", BINS, "T"]);
  graph.input("length", "int64", ["N"]);
  const frames = graph.add("Transpose", [features], { perm: [0, 2, 1] });
  const low = loudest(graph, frames, BANDS.low, 2);
  const high = loudest(graph, frames, BANDS.high, 2);
  const none = graph.add("Mul", [low, graph.floats([0], [1])]);
  const silence = graph.add("Add", [none, graph.floats([CTC_SILENCE], [1])]);
  return graph.add("Concat", [low, high, silence], { axis: 2 });
}

/** A transducer in the format of Parakeet-TDT: a tone is its word once, and every step is four frames long. */
export function tinyTransducer(): { readonly encoder: Buffer; readonly decoder: Buffer; readonly joiner: Buffer } {
  return { encoder: transducerEncoder(), decoder: transducerDecoder(), joiner: transducerJoiner() };
}

function transducerEncoder(): Buffer {
  const graph = new OnnxGraph();
  const scores = graph.add("Transpose", [nemoScores(graph)], { perm: [0, 2, 1] });
  graph.output("outputs", scores, "float", ["N", 3, "T"]);
  graph.output("encoded_lengths", "length", "int64", ["N"]);
  return graph.model({
    vocab_size: "2",
    normalize_type: "NA",
    subsampling_factor: "1",
    pred_rnn_layers: "1",
    pred_hidden: "1",
    feat_dim: String(BINS),
    url: "a tiny tdt model for tests",
  });
}

/** Hands on which token was the last. */
function transducerDecoder(): Buffer {
  const graph = new OnnxGraph();
  const targets = graph.input("targets", "int32", ["N", 1]);
  const lengths = graph.input("target_length", "int32", ["N"]);
  const states = ["states.1", "states.2"].map((name) => graph.input(name, "float", [1, "N", 1]));
  const token = graph.add("Cast", [targets], { to: 7 });
  const last = graph.add("OneHot", [token, graph.integers([3], []), graph.floats([0, 1], [2])]);
  graph.output("outputs", graph.add("Transpose", [last], { perm: [0, 2, 1] }), "float", ["N", 3, 1]);
  graph.output("decoder_lengths", lengths, "int32", ["N"]);
  for (const [at, state] of states.entries()) graph.output(`next.${at}`, state, "float", [1, "N", 1]);
  return graph.model({});
}

function transducerJoiner(): Buffer {
  const graph = new OnnxGraph();
  const sound = graph.input("encoder_outputs", "float", ["N", 3, 1]);
  const last = graph.input("decoder_outputs", "float", ["N", 3, 1]);
  // No word twice in a row; silence may follow itself.
  const penalty = graph.add("Mul", [last, graph.floats([-100, -100, 0], [3, 1])]);
  const scores = graph.add("Reshape", [graph.add("Add", [sound, penalty]), graph.integers([1, 1, 1, 3])]);
  const durations = graph.floats([0, 0, 0, 0, 1], [1, 1, 1, 5]);
  graph.output("outputs", graph.add("Concat", [scores, durations], { axis: 3 }), "float", ["N", 1, 1, 8]);
  return graph.model({});
}

/** The loudest of some mel bands along the last axis. */
function loudest(graph: OnnxGraph, values: Value, [from, to]: readonly [number, number], axis: number): Value {
  const bands = graph.add("Slice", [values, graph.integers([from]), graph.integers([to]), graph.integers([axis])]);
  return graph.add("ReduceMax", [bands], { axes: [axis], keepdims: 1 });
}

const IDS = { low: 0, high: 1, end: 2, start: 3, en: 4, de: 5, translate: 6, transcribe: 7, noSpeech: 8, noTimes: 9 };
const FIRST_TIME = IDS.noTimes + 1;
const VOCABULARY = FIRST_TIME + 1501;
/** Times are numbered in steps of 20 ms. */
const END_TIME = FIRST_TIME + 25;

export const TINY_WHISPER_TOKENS = [" low", " high"]
  .map((word, id) => `${Buffer.from(word).toString("base64")} ${id}\n`)
  .join("");

export const TINY_WHISPER_METADATA: Readonly<Record<string, string>> = {
  model_type: "whisper-tiny",
  n_mels: String(BINS),
  n_audio_ctx: "1500",
  n_audio_state: String(BINS),
  n_audio_head: "1",
  n_audio_layer: "1",
  n_vocab: String(VOCABULARY),
  n_text_ctx: "448",
  n_text_state: String(BINS),
  n_text_head: "1",
  n_text_layer: "1",
  sot_sequence: [IDS.start, IDS.en, IDS.transcribe].join(","),
  all_language_tokens: [IDS.en, IDS.de].join(","),
  all_language_codes: "en,de",
  sot: String(IDS.start),
  sot_index: "0",
  eot: String(IDS.end),
  blank_id: "99999",
  is_multilingual: "1",
  no_speech: String(IDS.noSpeech),
  non_speech_tokens: "",
  transcribe: String(IDS.transcribe),
  translate: String(IDS.translate),
  sot_prev: "99998",
  sot_lm: "99997",
  no_timestamps: String(IDS.noTimes),
};

/** The first half of a recogniser in Whisper's format: hands the bands on. */
export function tinyWhisperEncoder(): Buffer {
  const graph = new OnnxGraph();
  const mel = graph.input("mel", "float", ["N", BINS, "T"]);
  const frames = graph.add("Unsqueeze", [graph.add("Transpose", [mel], { perm: [0, 2, 1] }), graph.integers([0])]);
  for (const name of ["n_layer_cross_k", "n_layer_cross_v"]) graph.output(name, frames, "float", [1, "N", "T", BINS]);
  return graph.model(TINY_WHISPER_METADATA);
}

/** The second half: says a time, the word of the louder tone, a time and the end, by what it said last. */
export function tinyWhisperDecoder(): Buffer {
  const graph = new OnnxGraph();
  const tokens = graph.input("tokens", "int64", ["N", "L"]);
  const cacheShape = [1, "N", 448, BINS] as const;
  const selfK = graph.input("in_n_layer_self_k_cache", "float", cacheShape);
  const selfV = graph.input("in_n_layer_self_v_cache", "float", cacheShape);
  const heard = graph.input("n_layer_cross_k", "float", [1, "N", "T", BINS]);
  graph.input("n_layer_cross_v", "float", [1, "N", "T", BINS]);
  graph.input("offset", "int64", [1]);
  const next = graph.add("MatMul", [
    graph.add("Gather", [graph.floats(stateOfToken(), [VOCABULARY, STATES]), tokens], { axis: 0 }),
    graph.floats(tokenOfState(), [STATES, VOCABULARY]),
  ]);
  const all = graph.add("ReduceMax", [heard], { axes: [0, 1, 2], keepdims: 0 });
  const rest = graph.floats(new Float32Array(VOCABULARY - 2), [VOCABULARY - 2]);
  const word = graph.add("Concat", [loudest(graph, all, BANDS.low, 0), loudest(graph, all, BANDS.high, 0), rest], {
    axis: 0,
  });
  graph.output("logits", graph.add("Add", [next, word]), "float", ["N", "L", VOCABULARY]);
  graph.output("out_n_layer_self_k_cache", selfK, "float", cacheShape);
  graph.output("out_n_layer_self_v_cache", selfV, "float", cacheShape);
  return graph.model({});
}

/** What was said last: nothing, the first time, a word, the last time. */
const STATES = 4;

function stateOfToken(): Float32Array {
  const states = new Float32Array(VOCABULARY * STATES);
  for (let token = 0; token < VOCABULARY; token++) {
    const state = token === FIRST_TIME ? 1 : token <= IDS.high ? 2 : token > FIRST_TIME ? 3 : 0;
    states[token * STATES + state] = 1;
  }
  return states;
}

function tokenOfState(): Float32Array {
  const scores = new Float32Array(STATES * VOCABULARY).fill(-50);
  const prefer = (state: number, token: number, score = 0): void => {
    scores[state * VOCABULARY + token] = score;
  };
  prefer(0, FIRST_TIME);
  prefer(0, IDS.en, -10);
  prefer(1, IDS.low);
  prefer(1, IDS.high);
  prefer(2, END_TIME);
  prefer(3, IDS.end);
  return scores;
}
