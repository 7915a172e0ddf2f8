import { extname } from "node:path";
import { dictionary } from "@headway-jobs/contract";
import type { SourceFile } from "../conversion.ts";

type Kind = "html" | "markdown" | "txt" | "docx";

const BY_ENDING: Readonly<Record<string, Kind>> = dictionary({
  ".html": "html",
  ".htm": "html",
  ".xhtml": "html",
  ".md": "markdown",
  ".markdown": "markdown",
  ".mdown": "markdown",
  ".txt": "txt",
  ".text": "txt",
});

const BY_MEDIA_TYPE: Readonly<Record<string, Kind>> = dictionary({
  "text/html": "html",
  "application/xhtml+xml": "html",
  "text/markdown": "markdown",
  "text/x-markdown": "markdown",
  "text/plain": "txt",
});

/** What a file is: archives and binary files by their bytes whatever they are called, text by its name. Null = none of ours. */
export function kindOf(file: Pick<SourceFile, "filename" | "mediaType"> & { readonly bytes: Buffer }): Kind | null {
  const { bytes } = file;
  if (bytes.subarray(0, 4).equals(ZIP)) return "docx";
  if (BINARY.some((magic) => bytes.subarray(0, magic.length).equals(magic))) return null;
  if (!isUtf16(bytes) && bytes.includes(0)) return null;
  const named = BY_ENDING[extname(file.filename).toLowerCase()];
  if (named !== undefined) return named;
  // A name that ends otherwise says what it is: `report.pdf` sent as text/plain is no text.
  if (extname(file.filename) !== "") return null;
  return BY_MEDIA_TYPE[file.mediaType.split(";")[0]?.trim().toLowerCase() ?? ""] ?? null;
}

const ZIP = Buffer.from("PK\u0003\u0004");
// PDF, RTF, the compound files of old Word, PostScript.
const BINARY = [
  Buffer.from("%PDF"),
  Buffer.from("{\\rtf"),
  Buffer.from("d0cf11e0a1b11ae1", "hex"),
  Buffer.from("%!PS"),
];

function isUtf16(bytes: Buffer): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}
