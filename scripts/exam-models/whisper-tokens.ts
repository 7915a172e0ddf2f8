import type { Whisper } from "./whisper-onnx.ts";

/** The table of a Whisper model's parts of words as sherpa-onnx reads it: bytes in base64, and a number. */
export function whisperTokens(vocabulary: readonly string[]): string {
  const words = vocabulary.slice(0, vocabulary.indexOf(END));
  return words.map((word, id) => `${bytesOf(word).toString("base64")} ${id}\n`).join("");
}

const END = "<|endoftext|>";

/** Bytes are written as letters in the vocabulary: printable ones as themselves, others from U+0100 on (`bytes_to_unicode` of GPT-2's encoder). */
function bytesOf(word: string): Buffer {
  return Buffer.from([...word].map((letter) => BYTES.get(letter) ?? 0));
}

const isPrintable = (byte: number): boolean =>
  (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);

const BYTES = new Map<string, number>();
for (let byte = 0, others = 0; byte < 256; byte++) {
  BYTES.set(String.fromCodePoint(isPrintable(byte) ? byte : 256 + others++), byte);
}

/** What sherpa-onnx asks of a Whisper encoder (`scripts/whisper/export-onnx.py` there). */
export function whisperMetadata(whisper: Whisper, vocabulary: readonly string[]): Record<string, string> {
  const id = (token: string): string => String(vocabulary.indexOf(`<|${token}|>`));
  const start = Number(id("startoftranscript"));
  const languages = vocabulary
    .map((token, at) => ({ at, code: /^<\|([a-z]{2,3})\|>$/.exec(token)?.[1] }))
    .filter(({ at, code }) => at > start && code !== undefined);
  const shapeOf = (name: string): readonly number[] => whisper.weights.get(name)?.shape ?? [];
  const countOf = (part: string): string => {
    let count = 0;
    while (whisper.weights.has(`${part}/layer_${count}/ffn/linear_0/weight`)) count += 1;
    return String(count);
  };
  const size = String(shapeOf("decoder/embeddings/weight")[1]);
  return {
    model_type: "whisper-base",
    n_mels: String(shapeOf("encoder/conv1/weight")[1]),
    n_audio_ctx: String(shapeOf("encoder/position_encodings/encodings")[0]),
    n_audio_state: size,
    n_audio_head: String(whisper.heads),
    n_audio_layer: countOf("encoder"),
    n_vocab: String(vocabulary.length),
    n_text_ctx: String(shapeOf("decoder/position_encodings/encodings")[0]),
    n_text_state: size,
    n_text_head: String(whisper.heads),
    n_text_layer: countOf("decoder"),
    n_alignment_heads: String(whisper.alignmentHeads.length),
    sot_sequence: [start, id("en"), id("transcribe")].join(","),
    all_language_tokens: languages.map(({ at }) => at).join(","),
    all_language_codes: languages.map(({ code }) => code).join(","),
    sot: String(start),
    sot_index: "0",
    eot: id("endoftext"),
    blank_id: String(vocabulary.indexOf("Ġ")),
    is_multilingual: "1",
    no_speech: id("nocaptions"),
    non_speech_tokens: "",
    transcribe: id("transcribe"),
    translate: id("translate"),
    sot_prev: id("startofprev"),
    sot_lm: id("startoflm"),
    no_timestamps: id("notimestamps"),
  };
}
