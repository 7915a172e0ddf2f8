import { Buffer } from "node:buffer";
import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { admitDocument } from "@headway-jobs/html-document/admit";
import { readDocument } from "@headway-jobs/html-document/read";
import { countedIds, ordinaryHtml } from "@headway-jobs/html-document/testing/generated-html";
import { exportDocument, importDocument } from "./convert.ts";
import { exportFile } from "./export/export-file.ts";
import { importFile } from "./import/import-file.ts";

const admit = (html: string): string => admitDocument(html, countedIds()).html;
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const importText = async (filename: string, bytes: Uint8Array, mediaType = ""): Promise<string> =>
  (await importFile({ filename, mediaType, bytes })).html;

describe("importing", () => {
  it.each([
    ["a.txt", "One\r\nline\n\n\n <b> & two", "<p>One<br>line</p>\n<p>&lt;b&gt; &amp; two</p>"],
    ["a.md", "# T\n\n- [x] *a*\n\n|a|\n|-|\n|~~b~~|", /<h1>T<\/h1>[^]*<em>a<\/em>[^]*<table>[^]*<del>b<\/del>/],
    ["a.md", "---\ntitle: x\n---\n# T", "<h1>T</h1>"],
    ["a.md", "text <span style='color: red'>red</span>", "<p>text <span style='color: red'>red</span></p>"],
    ["a.HTM", "<p>x</p>", "<p>x</p>"],
  ])("reads %s: %j", async (filename, text, expected) => {
    const html = await importText(filename, bytesOf(text));
    if (typeof expected === "string") expect(html).toBe(expected);
    else expect(html).toMatch(expected);
  });

  it("reads text in UTF-8, UTF-16 and Windows-1252, and HTML in the character set it declares", async () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("Größe 日本", "utf16le")]);
    expect(await importText("a.txt", utf16)).toBe("<p>Größe 日本</p>");
    expect(await importText("a.txt", Buffer.from("\ufeffGröße"))).toBe("<p>Größe</p>");
    expect(await importText("a.txt", Buffer.from("Gr\u00f6\u00dfe \u0080", "latin1"))).toBe("<p>Größe €</p>");
    const cyrillic = Buffer.concat([Buffer.from('<meta charset="windows-1251">'), Buffer.from([0xc4, 0xe0])]);
    expect(await importText("a.html", cyrillic)).toContain("Да");
  });

  it.each([
    ["a.pdf", "%PDF-1.7"],
    ["a.txt", "%PDF-1.7 under another name"],
    ["a.rtf", "{\\rtf1 x}"],
    ["a.doc", "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1"],
    ["a.txt", "binary \u0000 bytes"],
    ["a.odt", "text"],
    ["noname", "text"],
  ])("refuses %s with a sentence that names what is taken: %j", async (filename, content) => {
    const file = { filename, mediaType: "", bytes: Buffer.from(content, "latin1") };
    await expect(importFile(file)).rejects.toMatchObject({
      code: "UNSUPPORTED_MEDIA_TYPE",
      message: expect.stringMatching(/HTML.*Markdown.*text.*docx/) as string,
    });
  });

  it("goes by the media type where the name says nothing", async () => {
    expect(await importText("upload", bytesOf("# T"), "text/markdown; charset=utf-8")).toBe("<h1>T</h1>");
  });

  it.each([
    [
      "an archive of something else",
      zip([["mimetype", "application/epub+zip"]]),
      "UNSUPPORTED_MEDIA_TYPE",
      /no Word document/,
    ],
    ["an archive that is cut off", zip([["a", "b"]]).subarray(0, 30), "INVALID_INPUT", /cut off/],
    ["an archive that declares too much", zip([["a", "b", 2 ** 31]]), "INVALID_INPUT", /128 MB/],
    [
      "an archive that hides what it unpacks to",
      zip([["a", "x".repeat(1_000_000), 10]]),
      "INVALID_INPUT",
      /not what it declares/,
    ],
    ["an archive with entities", docx('<!DOCTYPE x [<!ENTITY a "b">]><x/>'), "INVALID_INPUT", /entities/],
  ])("refuses %s", async (_, bytes, code, message) => {
    const refused = importFile({ filename: "a.docx", mediaType: "", bytes });
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
  });

  it("reads any bytes or refuses them by name", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom("a.html", "a.md", "a.txt", "a.docx"),
        async (bytes, filename) => {
          const result = importFile({ filename, mediaType: "", bytes }).then(({ html }) => admit(html));
          await result.catch((error: unknown) => expect(error).toHaveProperty("code"));
        },
      ),
      { numRuns: 200 },
    );
  });

  it("does it in a thread, whose errors come back as they are, and whose failures are the file's", async () => {
    const file = { filename: "a.md", mediaType: "", bytes: bytesOf("# T") };
    expect(await importDocument(file)).toEqual({ html: "<h1>T</h1>", warnings: [] });
    await expect(importDocument({ ...file, filename: "a.pdf" })).rejects.toMatchObject({
      code: "UNSUPPORTED_MEDIA_TYPE",
    });
    const broken = { filename: "a.docx", mediaType: "", bytes: docx("<w:document><w:body>") };
    await expect(importDocument(broken)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringMatching(/damaged/) as string,
    });
  });

  it("stops when it is told to", async () => {
    const stopping = new AbortController();
    const reading = importDocument(
      { filename: "a.md", mediaType: "", bytes: bytesOf("*".repeat(100_000)) },
      stopping.signal,
    );
    stopping.abort(new Error("enough"));
    await expect(reading).rejects.toThrow("enough");
  });
});

describe("exporting", () => {
  it("writes a page that stands alone, without chunk ids", async () => {
    const { bytes } = await exportDocument(admit("<h1>A &amp; B</h1><p>data-chunk-id=&quot;x&quot;</p>"), "html");
    expect(new TextDecoder().decode(bytes)).toBe(
      '<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n<title>A &amp; B</title>\n</head>\n<body>\n' +
        '<h1>A &amp; B</h1><p>data-chunk-id="x"</p>\n</body>\n</html>\n',
    );
    const whole = await exportDocument(
      admit("<html><head><title>T</title></head><body><p>x</p></body></html>"),
      "html",
    );
    expect(new TextDecoder().decode(whole.bytes)).toBe(
      '<!DOCTYPE html><html><head><meta charset="utf-8"><title>T</title></head><body><p>x</p></body></html>',
    );
  });

  it("warns of what a format cannot hold", async () => {
    const html = admit(
      '<p><img src="https://example.com/a.png" alt="A"></p><table><tr><td colspan="2">x<table><tr><td>y</table></table>',
    );
    const warnings = await Promise.all(
      (["html", "markdown", "txt", "docx"] as const).map((format) => exportFile(html, format, {})),
    );
    expect(warnings.map((one) => one.warnings.length)).toEqual([0, 2, 1, 1]);
  });

  it.each([
    [{}, 'w:w="11906" w:h="16838"', 'w:top="1440"'],
    [{ paperSize: "Letter", orientation: "landscape" }, 'w:w="15840" w:h="12240" w:orient="landscape"', 'w:top="1440"'],
    [{ paperSize: "A3", margins: "narrow" }, 'w:w="16838" w:h="23811"', 'w:top="720"'],
    [{ margins: { top: 25.4, right: 10, bottom: 10, left: 10 } }, 'w:w="11906"', 'w:top="1440" w:right="567"'],
  ] as const)("sets Word's page as asked: %j", async (options, size, margin) => {
    const { inspectArchive } = await import("./import/archive.ts");
    const { bytes } = await exportFile(admit("<p>x</p>"), "docx", options);
    const xml = inspectArchive(Buffer.from(bytes)).get("word/document.xml")?.toString() ?? "";
    expect(xml).toContain(size);
    expect(xml).toContain(margin);
  });

  it("keeps text, headings, lists, tables and pictures on the way to Word and back", async () => {
    await fc.assert(
      fc.asyncProperty(ordinaryHtml, async (source) => {
        // Remote pictures become links, which is another test.
        const sent = readDocument(admit(source.replaceAll("https://example.com/a.png", PICTURE)));
        const { bytes } = await exportFile(sent.html, "docx", {});
        const back = readDocument(admit((await importFile({ filename: "a.docx", mediaType: "", bytes })).html));
        expect(wordsOf(back.chunks)).toEqual(wordsOf(sent.chunks));
        expect(back.html.split("<img").length).toBe(sent.html.split("<img").length);
        for (const tag of ["h1", "h2", "h3", "h4", "tr", "td"])
          expect([tag, count(back.chunks, tag)]).toEqual([tag, count(sent.chunks, tag)]);
      }),
      { numRuns: 60 },
    );
  });
});

const PICTURE =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

type Chunks = ReturnType<typeof readDocument>["chunks"];

function count(chunks: Chunks, tag: string): number {
  return chunks.filter((chunk) => chunk.tag === tag).length;
}

function wordsOf(chunks: Chunks): string {
  const text = chunks.filter(({ parentId }) => parentId === null).map((chunk) => chunk.text);
  return text.join(" ").replaceAll(/\s+/g, "");
}

function docx(documentXml: string): Buffer {
  return zip([
    [
      "[Content_Types].xml",
      '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    ],
    ["word/document.xml", documentXml],
  ]);
}

/** An archive by hand, so that it can lie about sizes. */
function zip(files: readonly (readonly [name: string, content: string, declaredSize?: number])[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content, declared] of files) {
    const packed = deflateRawSync(content);
    const size = declared ?? Buffer.byteLength(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(size, 22);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(size, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    locals.push(local, Buffer.from(name), packed);
    directory.push(entry, Buffer.from(name));
    offset += 30 + name.length + packed.length;
  }
  const table = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(table.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, table, end]);
}
