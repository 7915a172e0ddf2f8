import { HeadwayError } from "@headway-jobs/contract";
import mammoth from "mammoth";
import type { ImportedDocument } from "../conversion.ts";
import { inspectArchive } from "./archive.ts";

const MAX_PICTURE_BYTES = 4 * 1024 * 1024;
const PICTURES = /^image\/(?:png|jpeg|gif|webp)$/;

// What mammoth has no mapping of its own for; names as Word and LibreOffice write them.
const STYLES = [
  "p[style-name='Title'] => h1:fresh",
  "p[style-name='Subtitle'] => p.subtitle:fresh",
  "p[style-name='Quote'] => blockquote > p:fresh",
  "p[style-name='Intense Quote'] => blockquote > p:fresh",
  "p[style-name='Quotations'] => blockquote > p:fresh",
  "p[style-name='Block Text'] => blockquote > p:fresh",
  "p[style-name='HTML Preformatted'] => pre:separator('\\n')",
  "p[style-name='Preformatted Text'] => pre:separator('\\n')",
  "p[style-name='Source Code'] => pre:separator('\\n')",
  "r[style-name='Source Text'] => code",
  "r[style-name='HTML Code'] => code",
  "r[style-name='Verbatim Char'] => code",
  "u => u",
  "strike => s",
];

/** A Word document as HTML: headings, lists, tables, notes, links, pictures inline. Throws INVALID_INPUT, UNSUPPORTED_MEDIA_TYPE. */
export async function htmlOfDocx(bytes: Buffer): Promise<ImportedDocument> {
  checkParts(inspectArchive(bytes));
  const warnings = new Set<string>();
  const convertImage = mammoth.images.imgElement(async (picture) => {
    const data = await picture.readAsBuffer();
    const contentType = picture.contentType === "image/jpg" ? "image/jpeg" : picture.contentType;
    if (PICTURES.test(contentType) && data.length <= MAX_PICTURE_BYTES)
      return { src: `data:${contentType};base64,${data.toString("base64")}` };
    warnings.add(
      PICTURES.test(contentType)
        ? "Pictures of more than 4 MB were left out."
        : `Pictures of the type ${contentType.slice(0, 60)} were left out; PNG, JPEG, GIF and WebP are taken.`,
    );
    return { src: "" };
  });
  const { value, messages } = await mammoth.convertToHtml(
    { buffer: bytes },
    { styleMap: STYLES, convertImage, externalFileAccess: false },
  );
  for (const { message } of messages)
    if (!message.startsWith("Unrecognised paragraph style")) warnings.add(message.slice(0, 200));
  return { html: value, warnings: [...warnings].slice(0, 20) };
}

function checkParts(parts: ReadonlyMap<string, Buffer>): void {
  if (!parts.has("[Content_Types].xml") || ![...parts.keys()].some((name) => /^\/?word\/document\d*\.xml$/.test(name)))
    throw new HeadwayError(
      "UNSUPPORTED_MEDIA_TYPE",
      "The archive is no Word document; documents are taken as HTML, Markdown, plain text or .docx.",
    );
  for (const [name, content] of parts)
    // Word never writes a document type; entities that multiply when read hide in one.
    if (/\.(?:xml|rels)$/i.test(name) && /<!(?:DOCTYPE|ENTITY)/i.test(content.toString("latin1")))
      throw new HeadwayError("INVALID_INPUT", "The file cannot be read as a Word document: its XML declares entities.");
}
