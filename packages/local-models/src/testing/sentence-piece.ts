/** One entry of a SentencePiece vocabulary. */
export interface Piece {
  readonly text: string;
  /** Logarithm of its probability: a segmentation with the largest sum is taken. */
  readonly score: number;
  readonly type: "normal" | "unknown" | "control";
}

/**
 * A unigram model of SentencePiece as its serialized `ModelProto` (sentencepiece_model.proto): without normalization, and with Marian's ids for the
 * end (0) and for unknown pieces (1).
 */
export function sentencePieceModel(pieces: readonly Piece[]): Uint8Array {
  const entries = pieces.map(({ text, score, type }) =>
    bytesField(1, Buffer.concat([bytesField(1, Buffer.from(text)), floatField(2, score), intField(3, TYPES[type])])),
  );
  const trainer = Buffer.concat([
    intField(3, UNIGRAM),
    intField(4, pieces.length),
    intField(40, 1),
    intField(41, -1),
    intField(42, 0),
    intField(43, -1),
  ]);
  const normalizer = Buffer.concat([
    bytesField(1, Buffer.from("identity")),
    intField(3, 1),
    intField(4, 1),
    intField(5, 1),
  ]);
  return Buffer.concat([...entries, bytesField(2, trainer), bytesField(3, normalizer)]);
}

const UNIGRAM = 1;
const TYPES = { normal: 1, unknown: 2, control: 3 } as const;

function bytesField(field: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([varint(BigInt((field << 3) | 2)), varint(BigInt(bytes.length)), bytes]);
}

function intField(field: number, value: number): Buffer {
  return Buffer.concat([varint(BigInt(field << 3)), varint(BigInt.asUintN(64, BigInt(value)))]);
}

function floatField(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([varint(BigInt((field << 3) | 5)), bytes]);
}

/** Protocol Buffers' integers: seven bits a byte, the lowest first. */
function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return Buffer.from([...bytes, Number(rest)]);
}
