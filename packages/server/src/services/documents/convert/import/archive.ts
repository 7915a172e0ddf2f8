import { inflateRawSync } from "node:zlib";
import { HeadwayError } from "@headway-jobs/contract";

const MAX_ENTRIES = 5000;
const MAX_UNPACKED_BYTES = 128 * 1024 * 1024;

/**
 * Looks through a zip archive before a library unpacks it: its table of contents must be sound, and what it holds must really
 * unpack to what it declares, within 128 MB in all. Returns the names with their contents' reader. Throws INVALID_INPUT.
 */
export function inspectArchive(bytes: Buffer): ReadonlyMap<string, Buffer> {
  const entries = entriesOf(bytes);
  let declared = 0;
  for (const { size } of entries) declared += size;
  if (declared > MAX_UNPACKED_BYTES) throw refused("it unpacks to more than 128 MB");
  const contents = new Map<string, Buffer>();
  for (const entry of entries) {
    if (contents.has(entry.name)) throw refused("it holds two files of one name");
    contents.set(entry.name, contentOf(bytes, entry));
  }
  return contents;
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packedSize: number;
  readonly size: number;
  readonly localOffset: number;
}

// APPNOTE.TXT 4.3.12 and 4.3.16.
const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;

function entriesOf(bytes: Buffer): Entry[] {
  const end = endOfDirectory(bytes);
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  if (count === 0xffff || at === 0xffffffff) throw refused("it is larger than documents are");
  if (count > MAX_ENTRIES) throw refused(`it holds more than ${MAX_ENTRIES} files`);
  const entries: Entry[] = [];
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== DIRECTORY_ENTRY)
      throw refused("its table of contents is damaged");
    if ((bytes.readUInt16LE(at + 8) & 1) === 1) throw refused("it is protected by a password");
    const nameLength = bytes.readUInt16LE(at + 28);
    entries.push({
      name: bytes.toString("utf8", at + 46, at + 46 + nameLength),
      method: bytes.readUInt16LE(at + 10),
      packedSize: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      localOffset: bytes.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

function endOfDirectory(bytes: Buffer): number {
  // Only a comment of at most 64 KB may follow it.
  const first = Math.max(0, bytes.length - 22 - 0xffff);
  for (let at = bytes.length - 22; at >= first; at -= 1) if (bytes.readUInt32LE(at) === END_OF_DIRECTORY) return at;
  throw refused("it is cut off");
}

function contentOf(bytes: Buffer, { localOffset, method, packedSize, size }: Entry): Buffer {
  if (localOffset + 30 > bytes.length || bytes.readUInt32LE(localOffset) !== LOCAL_HEADER)
    throw refused("it is damaged");
  const start = localOffset + 30 + bytes.readUInt16LE(localOffset + 26) + bytes.readUInt16LE(localOffset + 28);
  const packed = bytes.subarray(start, start + packedSize);
  if (packed.length !== packedSize || (method !== 0 && method !== 8)) throw refused("it is damaged");
  try {
    const content = method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
    if (content.length === size) return content;
  } catch (error) {
    throw refused("its contents are not what it declares", error);
  }
  throw refused("its contents are not what it declares");
}

function refused(why: string, cause?: unknown): HeadwayError {
  return new HeadwayError("INVALID_INPUT", `The file cannot be read as a Word document: ${why}.`, { cause });
}
