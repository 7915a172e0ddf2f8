import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ModelManifestSchema, type InstalledModel } from "../manifest/model-manifest.ts";
import { SHORTLIST_MAGIC } from "../translation/marian-files.ts";
import { sentencePieceModel, type Piece } from "./sentence-piece.ts";

/**
 * Translation models of a few hundred kilobytes in the formats of Marian (model, lexical shortlist) and SentencePiece (vocabulary), which the real
 * runtime loads: they replace each word of a dictionary by its translation and copy all else, character by character.
 */
export interface ToyModel {
  readonly from: string;
  readonly to: string;
  /** Words and their translations. */
  readonly words: readonly (readonly [string, string])[];
  readonly shortlist?: boolean;
  /** Writes the vocabulary twice, as models with a vocabulary for each language have it. */
  readonly twoVocabularies?: boolean;
  /** Stores the matrices as bytes with their multipliers, as the models of Firefox have them; else as numbers of 32 bits. */
  readonly isQuantized?: boolean;
}

export const ENGLISH_SPANISH: readonly (readonly [string, string])[] = [
  ["The", "La"],
  ["the", "la"],
  ["house", "casa"],
  ["is", "es"],
  ["red", "roja"],
  ["water", "agua"],
  ["You", "Usted"],
  ["have", "tiene"],
  ["messages", "mensajes"],
];

/** Writes the files of a toy model into `folder`, with its manifest, and gives it as installed. */
export async function writeToyModel(folder: string, model: ToyModel): Promise<InstalledModel> {
  const { from, to, isQuantized = false } = model;
  const pieces = piecesOf(model.words.flat());
  const targets = targetsOf(pieces, model.words);
  const name = `${from}${to}`;
  const vocabulary = sentencePieceModel(pieces);
  const files: [string, Uint8Array][] = [
    [isQuantized ? `model.${name}.intgemm.alphas.bin` : `model.${name}.bin`, marianModel(targets, isQuantized)],
    ...(model.shortlist === true ? [[`lex.50.50.${name}.s2t.bin`, shortlistOf(targets)] as [string, Uint8Array]] : []),
    ...(model.twoVocabularies === true
      ? ([
          [`srcvocab.${name}.spm`, vocabulary],
          [`trgvocab.${name}.spm`, vocabulary],
        ] as [string, Uint8Array][])
      : [[`vocab.${name}.spm`, vocabulary] as [string, Uint8Array]]),
  ];
  await mkdir(folder, { recursive: true });
  for (const [file, bytes] of files) await writeFile(join(folder, file), bytes);
  const manifest = ModelManifestSchema.parse({
    name: `toy-${from}-${to}`,
    capability: "translation",
    format: "marian",
    runtime: "bergamot",
    languages: [`${from}>${to}`],
    licence: "Apache-2.0",
    description: `Replaces some words of ${from} by those of ${to}.`,
    files: files.map(([path, bytes]) => ({ path, bytes: bytes.length })),
    options: isQuantized ? {} : { "gemm-precision": "float32" },
  });
  await writeFile(join(folder, "model.json"), JSON.stringify(manifest));
  return { manifest, folder };
}

const END = 0;
const UNKNOWN = 1;
/** How SentencePiece writes a space. */
const SPACE = "\u2581";

function piecesOf(words: readonly string[]): Piece[] {
  const latin = [..."áéíóúüñÁÉÍÓÚÑ¿¡«»…–"];
  const ascii = Array.from({ length: 94 }, (_, at) => String.fromCodePoint(33 + at));
  const pieces: Piece[] = [
    { text: "</s>", score: 0, type: "control" },
    { text: "<unk>", score: 0, type: "unknown" },
    ...[...new Set(words)].map((word): Piece => ({ text: SPACE + word, score: -1, type: "normal" })),
    ...[SPACE, ...ascii, ...latin].map((text): Piece => ({ text, score: -10, type: "normal" })),
  ];
  // Byte matrices have columns in multiples of eight.
  const missing = (8 - (pieces.length % 8)) % 8;
  return [
    ...pieces,
    ...Array.from({ length: missing }, (_, at): Piece => ({ text: `unused${at}`, score: -99, type: "normal" })),
  ];
}

/** For each piece the piece that translates it. */
function targetsOf(pieces: readonly Piece[], words: ToyModel["words"]): number[] {
  const idOf = new Map(pieces.map(({ text }, id) => [text, id]));
  const translated = new Map(words.map(([from, to]) => [SPACE + from, idOf.get(SPACE + to) ?? UNKNOWN]));
  return pieces.map(({ text }, id) => translated.get(text) ?? id);
}

/** Timescales of Marian's sinusoidal positions by which the decoder finds its source word. */
const POSITION_SCALES = 16;
/** Size of the feed-forward layers, which do nothing. */
const INNER = 64;
/** Sharpness of that search: large enough that one position takes all attention. */
const ATTENTION_SCALE = 16;

/**
 * A transformer with one layer on each side whose cross-attention looks at the position that the decoder is at. All other layers pass on what they got.
 */
function marianModel(targets: readonly number[], isQuantized: boolean): Uint8Array {
  const size = targets.length;
  // Byte matrices have rows in multiples of 64.
  const dim = Math.ceil((size + 2 * POSITION_SCALES) / 64) * 64;
  const half = dim / 2;
  const positions = Array.from({ length: POSITION_SCALES }, (_, at) => [at, half + at]).flat();
  const free = Array.from({ length: dim }, (_, at) => at).filter((at) => !positions.includes(at));
  const dimOf = (piece: number): number => free[piece] ?? 0;
  const pieces = targets.map((_, piece) => piece);
  const square = (entries: Entries): Matrix => ({ rows: dim, columns: dim, entries });
  const diagonal = (at: readonly number[], value: number): Matrix => square(at.map((one): Entry => [one, one, value]));
  const attention = (prefix: string, query: Matrix, value: Matrix, out: Matrix): [string, Matrix][] => [
    [`${prefix}_Wq`, query],
    [`${prefix}_Wk`, query],
    [`${prefix}_Wv`, value],
    [`${prefix}_Wo`, out],
    ...["bq", "bk", "bv", "bo"].map((bias): [string, Matrix] => [`${prefix}_${bias}`, zeros(1, dim)]),
  ];
  const nothing = square([]);
  const feedForward = (prefix: string): [string, Matrix][] => [
    [`${prefix}_W1`, zeros(dim, INNER)],
    [`${prefix}_b1`, zeros(1, INNER)],
    [`${prefix}_W2`, zeros(INNER, dim)],
    [`${prefix}_b2`, zeros(1, dim)],
  ];
  const tokens = pieces.map(dimOf);
  const matrices: [string, Matrix][] = [
    ["encoder_Wemb", { rows: size, columns: dim, entries: pieces.map((piece): Entry => [piece, dimOf(piece), 1]) }],
    ...attention("encoder_l1_self", nothing, nothing, nothing),
    ...feedForward("encoder_l1_ffn"),
    ["decoder_Wemb", zeros(size, dim)],
    ...attention("decoder_l1_self", nothing, nothing, nothing),
    ...attention("decoder_l1_context", diagonal(positions, ATTENTION_SCALE), diagonal(tokens, 1), diagonal(tokens, 1)),
    ...feedForward("decoder_l1_ffn"),
    [
      "decoder_ff_logit_out_W",
      { rows: dim, columns: size, entries: pieces.map((piece): Entry => [dimOf(piece), targets[piece] ?? END, 10]) },
    ],
    ["decoder_ff_logit_out_b", zeros(1, size)],
  ];
  return marianBinary(
    configuration(size, dim),
    isQuantized ? quantizedItems(matrices, Math.sqrt(dim)) : matrices.map(([name, matrix]) => floatItem(name, matrix)),
  );
}

/** One entry of a binary model. */
interface Item {
  readonly name: string;
  readonly type: bigint;
  readonly shape: readonly number[];
  readonly data: Buffer;
}

function floatItem(name: string, { rows, columns, entries }: Matrix): Item {
  const values = new Float32Array(rows * columns);
  for (const [row, column, value] of entries) values[row * columns + column] = value;
  return { name, type: FLOAT32, shape: [rows, columns], data: padded(Buffer.from(values.buffer)) };
}

/**
 * Matrices as bytes, column after column, with the multiplier that made them behind them; and the multiplier for what each is multiplied with ("alpha").
 * Embeddings stand row after row and have no alpha; biases stay numbers.
 */
function quantizedItems(matrices: readonly (readonly [string, Matrix])[], largest: number): Item[] {
  const alpha = { rows: 1, columns: 1, entries: [[0, 0, 127 / (largest + 4)]] } satisfies Matrix;
  return [
    ...matrices.flatMap(([name, matrix]) => {
      if (!name.includes("_W")) return [floatItem(name, matrix)];
      const isEmbedding = name.endsWith("_Wemb");
      const item = byteItem(name, matrix, isEmbedding);
      return isEmbedding ? [item] : [item, floatItem(`${name}_QuantMultA`, alpha)];
    }),
    floatItem("none_QuantMultA", alpha),
  ];
}

/** Two products of a byte and an unsigned byte are added up in 16 bits; more than this would be cut off. */
const LARGEST_BYTE = 63;

function byteItem(name: string, { rows, columns, entries }: Matrix, byRow: boolean): Item {
  const multiplier = LARGEST_BYTE / Math.max(1, ...entries.map(([, , value]) => value));
  const bytes = Buffer.alloc(rows * columns + 4);
  for (const [row, column, value] of entries)
    bytes.writeInt8(Math.round(value * multiplier), byRow ? row * columns + column : column * rows + row);
  bytes.writeFloatLE(multiplier, rows * columns);
  return { name, type: INTGEMM8, shape: [rows, columns], data: padded(bytes) };
}

type Entry = readonly [row: number, column: number, value: number];
type Entries = readonly Entry[];

/** Zero but for its entries. */
interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly entries: Entries;
}

function zeros(rows: number, columns: number): Matrix {
  return { rows, columns, entries: [] };
}

/** Marian's configuration within the model ("special:model.yml"), without the settings of kinds of layers that it does not have. */
function configuration(vocabulary: number, dim: number): string {
  return `bert-train-type-embeddings: true
bert-type-vocab-size: 2
dec-cell: gru
dec-cell-base-depth: 2
dec-cell-high-depth: 1
dec-depth: 1
dim-emb: ${dim}
dim-rnn: 1024
dim-vocabs:
  - ${vocabulary}
  - ${vocabulary}
enc-cell: gru
enc-cell-depth: 1
enc-depth: 1
enc-type: bidirectional
input-types:
  []
layer-normalization: false
right-left: false
skip: false
special-vocab:
  []
tied-embeddings: false
tied-embeddings-all: false
tied-embeddings-src: false
transformer-aan-activation: swish
transformer-aan-depth: 2
transformer-aan-nogate: false
transformer-decoder-autoreg: self-attention
transformer-dim-aan: 2048
transformer-dim-ffn: ${INNER}
transformer-ffn-activation: relu
transformer-ffn-depth: 2
transformer-guided-alignment-layer: last
transformer-heads: 1
transformer-no-projection: false
transformer-postprocess: da
transformer-postprocess-emb: d
transformer-preprocess: ""
transformer-tied-layers:
  []
transformer-train-position-embeddings: false
type: transformer
ulr: false
ulr-dim-emb: 0
ulr-trainable-transformation: false
version: v1.9.0
`;
}

const FLOAT32 = 0x404n;
const INT8 = 0x101n;
const INTGEMM8 = 0x4101n;
const ALIGNMENT = 256;

/** Version 1 of Marian's binary model: headers, names, shapes, padding, then the values of each item, aligned to 256 bytes. */
function marianBinary(config: string, matrices: readonly Item[]): Uint8Array {
  const items: Item[] = [...matrices, { name: "special:model.yml", type: INT8, ...metadataItem(config) }];
  const names = Buffer.concat(items.map(({ name }) => Buffer.from(`${name}\0`)));
  const shapes = Buffer.concat(items.map(({ shape }) => Buffer.from(Int32Array.from(shape).buffer)));
  const headers = BigUint64Array.from([
    1n,
    BigInt(items.length),
    ...items.flatMap(({ name, type, shape, data }) => [
      BigInt(Buffer.byteLength(name) + 1),
      type,
      BigInt(shape.length),
      BigInt(data.length),
    ]),
  ]);
  const head = Buffer.concat([Buffer.from(headers.buffer), names, shapes]);
  const offset = ALIGNMENT - ((head.length + 8) % ALIGNMENT);
  const gap = Buffer.alloc(8 + offset);
  gap.writeBigUInt64LE(BigInt(offset));
  return Buffer.concat([head, gap, ...items.map(({ data }) => data)]);
}

function metadataItem(config: string): { readonly shape: number[]; readonly data: Buffer } {
  const text = Buffer.from(`${config}\0`);
  return { shape: [text.length], data: padded(text) };
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((ALIGNMENT - (bytes.length % ALIGNMENT)) % ALIGNMENT)]);
}

/** Marian's binary lexical shortlist: for each source piece its candidates. The WASM does not look at its checksum. */
function shortlistOf(targets: readonly number[]): Uint8Array {
  const frequent = 8n;
  const offsets = BigUint64Array.from([...targets.keys(), targets.length], BigInt);
  const header = BigUint64Array.from([
    SHORTLIST_MAGIC,
    0n,
    frequent,
    1n,
    BigInt(offsets.length),
    BigInt(targets.length),
  ]);
  return Buffer.concat([header, offsets, Uint32Array.from(targets)].map(({ buffer }) => Buffer.from(buffer)));
}
