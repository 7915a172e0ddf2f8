import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { admitDocument } from "./admit.ts";
import { applyChanges, type DocumentChange } from "./changes.ts";
import { readDocument } from "./read.ts";
import { countedIds, ordinaryHtml, tagSoup } from "./testing/generated-html.ts";

const never = (): string => {
  throw new Error("no id is needed");
};

describe("applying changes", () => {
  it("leaves every chunk byte for byte that no change touches, and a document that is admitted as it stands", () => {
    fc.assert(
      fc.property(
        fc.oneof(ordinaryHtml, tagSoup),
        fc.array(fc.tuple(fc.nat(), fc.constantFrom("edit", "create", "delete"), fc.oneof(ordinaryHtml, tagSoup)), {
          maxLength: 5,
        }),
        (source, requests) => {
          const before = readDocument(admitDocument(source, countedIds()).html);
          const changes = requests.flatMap(
            ([at, operation, newHtml]) => changeAt(before, at, operation, newHtml) ?? [],
          );
          const applied = tryApply(before, changes);
          if (applied === null) return;
          expect(admitDocument(applied, never)).toEqual({ html: applied, changed: false, warnings: [] });
          const after = readDocument(applied);
          const touched = new Set(changes.flatMap((change) => touchedIds(before, change)));
          for (const chunk of before.chunks)
            if (!touched.has(chunk.id)) expect(after.find(chunk.id)?.html).toBe(chunk.html);
        },
      ),
      { numRuns: 400 },
    );
  });
});

/** Short names in place of ids: what is inside the brackets becomes `data-chunk-id`. */
function read(short: string): ReturnType<typeof readDocument> {
  return readDocument(
    short.replaceAll(/\[(\d+)\]/g, (_, number: string) => ` data-chunk-id="${idOf(Number(number))}"`),
  );
}

function idOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
}

function shortened(html: string): string {
  return html.replaceAll(/ data-chunk-id="00000000-0000-4000-8000-0*(\d+)"/g, "[$1]");
}

function apply(short: string, ...changes: DocumentChange[]): string {
  return shortened(applyChanges(read(short), changes, countedIds(100)).html);
}

const edit = (number: number, newHtml: string): DocumentChange => ({
  operation: "edit",
  chunkId: idOf(number),
  newHtml,
});
const create = (after: number | null, newHtml: string): DocumentChange => ({
  operation: "create",
  insertAfterChunkId: after === null ? null : idOf(after),
  newHtml,
});
const remove = (number: number): DocumentChange => ({ operation: "delete", chunkId: idOf(number) });

const LIST = "<p[1]>a</p>\n<ul[2]><li[3]>x</li><li[4]>y</li></ul>\n<p[5]>b</p>";
const TABLE = "<table[1]><tbody[2]><tr[3]><td[4]>x</td><td[5]>y</td></tr></tbody></table>";

describe("an edit", () => {
  it.each([
    ["keeps the chunk's id on the new element", "<p[1]>a</p>", edit(1, "<h2>A</h2>"), "<h2[1]>A</h2>"],
    ["keeps it on the first of several", "<p[1]>a</p>", edit(1, "<p>b</p><p>c</p>"), "<p[1]>b</p><p[100]>c</p>"],
    [
      "of text alone keeps the element with its looks",
      '<p[1] style="color: red">a</p>',
      edit(1, "b <b>c</b>"),
      '<p[1] style="color: red">b <b>c</b></p>',
    ],
    [
      "lets inner ids come back",
      LIST,
      edit(2, `<ul><li data-chunk-id="${idOf(4)}">y</li><li>z</li></ul>`),
      "<p[1]>a</p>\n<ul[2]><li[4]>y</li><li[100]>z</li></ul>\n<p[5]>b</p>",
    ],
    [
      "takes no id that another chunk has",
      "<p[1]>a</p><div[2]><p[3]>b</p></div>",
      edit(2, `<div><p data-chunk-id="${idOf(1)}">b</p></div>`),
      "<p[1]>a</p><div[2]><p[100]>b</p></div>",
    ],
    [
      "of an item that becomes a paragraph stays an item",
      LIST,
      edit(3, "<p>z</p>"),
      LIST.replace("<li[3]>x</li>", "<li[3]><p[100]>z</p></li>"),
    ],
    ["of a cell stays a cell", TABLE, edit(4, "<p>z</p>"), TABLE.replace("<td[4]>x</td>", "<td[4]><p[100]>z</p></td>")],
    [
      "of a row takes several rows",
      TABLE,
      edit(3, "<tr><td>1</td></tr><tr><td>2</td></tr>"),
      "<table[1]><tbody[2]><tr[3]><td[100]>1</td></tr><tr[101]><td[102]>2</td></tr></tbody></table>",
    ],
    ["is sanitised", "<p[1]>a</p>", edit(1, "<p onclick=x>b<script>x</script></p>"), "<p[1]>b</p>"],
    ["to nothing leaves an empty block", "<p[1]>a</p>", edit(1, "<script>x</script>"), "<p[1]></p>"],
    [
      "inside a link adds no link",
      '<a href="x"><h2[1]>a</h2></a>',
      edit(1, '<h2>b <a href="y">c</a></h2>'),
      '<a href="x"><h2[1]>b c</h2></a>',
    ],
  ])("%s", (_, before, change, after) => {
    expect(apply(before, change)).toBe(after);
  });
});

describe("a creation", () => {
  it.each([
    ["comes behind its chunk", LIST, create(1, "<p>n</p>"), LIST.replace("a</p>", "a</p><p[100]>n</p>")],
    ["comes on a line of its own where its chunk does", LIST, create(5, "<p>n</p>"), `${LIST}\n<p[100]>n</p>`],
    ["comes first without one", "<p[1]>a</p>", create(null, "<h1>T</h1>"), "<h1[100]>T</h1>\n<p[1]>a</p>"],
    ["comes into an empty document", "", create(null, "text"), "<p[100]>text</p>"],
    [
      "comes behind <body> in a whole document",
      "<html><head></head><body><p[1]>a</p></body></html>",
      create(null, "<p>n</p>"),
      "<html><head></head><body><p[100]>n</p>\n<p[1]>a</p></body></html>",
    ],
    ["puts an item beside an item", LIST, create(3, "<li>n</li>"), LIST.replace("<li[4]", "<li[100]>n</li><li[4]")],
    [
      "puts a paragraph behind an item's list",
      LIST,
      create(3, "<p>n</p>"),
      LIST.replace("</ul>", "</ul>\n<p[100]>n</p>"),
    ],
    [
      "puts a row behind a cell's row",
      TABLE,
      create(4, "<tr><td>n</td></tr>"),
      TABLE.replace("</tr>", "</tr><tr[100]><td[101]>n</td></tr>"),
    ],
    ["puts a paragraph behind a cell's table", TABLE, create(5, "<p>n</p>"), `${TABLE}<p[100]>n</p>`],
    [
      "gives an item without a list one",
      "<p[1]>a</p>",
      create(1, "<li>n</li>"),
      "<p[1]>a</p><ul[100]><li[101]>n</li></ul>",
    ],
    [
      "gives a term without a list one",
      "<p[1]>a</p>",
      create(1, "<dt>n</dt><dd>m</dd>"),
      "<p[1]>a</p><dl[100]><dt[101]>n</dt><dd[102]>m</dd></dl>",
    ],
    [
      "gives a row without a table one",
      "<p[1]>a</p>",
      create(1, "<tr><td>n</td></tr>"),
      "<p[1]>a</p><table[100]><tbody[101]><tr[102]><td[103]>n</td></tr></tbody></table>",
    ],
  ])("%s", (_, before, change, after) => {
    expect(apply(before, change)).toBe(after);
  });

  it("keeps the order of several behind one chunk", () => {
    expect(apply("<p[1]>a</p>", create(1, "<p>b</p>"), create(1, "<p>c</p>"))).toBe(
      "<p[1]>a</p><p[100]>b</p><p[101]>c</p>",
    );
  });

  it("keeps the ids that a deletion of the batch sets free: a move", () => {
    const moved = `<h2 data-chunk-id="${idOf(2)}">T</h2>`;
    expect(apply("<p[1]>a</p><h2[2]>T</h2>", remove(2), create(null, moved))).toBe("<h2[2]>T</h2>\n<p[1]>a</p>");
    expect(apply("<p[1]>a</p><h2[2]>T</h2>", create(null, moved))).toBe("<h2[100]>T</h2>\n<p[1]>a</p><h2[2]>T</h2>");
  });

  it("comes behind what replaces or removes the chunk it was to follow", () => {
    expect(apply(LIST, remove(2), create(3, "<p>n</p>"))).toBe("<p[1]>a</p>\n\n<p[100]>n</p>\n<p[5]>b</p>");
    expect(apply(TABLE, edit(1, "<p>t</p>"), create(4, "<p>n</p>"))).toBe("<p[1]>t</p><p[100]>n</p>");
  });
});

describe("a deletion", () => {
  it.each([
    ["of the last items takes the list along", LIST, [remove(3), remove(4)], "<p[1]>a</p>\n\n<p[5]>b</p>"],
    [
      "of the last row takes the table along, with its caption",
      "<table[1]><caption[9]>c</caption><tbody[2]><tr[3]><td[4]>x</td></tr></tbody></table>",
      [remove(3)],
      "",
    ],
    [
      "of what a cell holds leaves the cell",
      "<table[1]><tbody[2]><tr[3]><td[4]><p[5]>x</p></td></tr></tbody></table>",
      [remove(5)],
      "<table[1]><tbody[2]><tr[3]><td[4]></td></tr></tbody></table>",
    ],
    [
      "leaves an item that has words of its own",
      "<ul[1]><li[2]>a<ul[3]><li[4]>b</li></ul></li></ul>",
      [remove(4)],
      "<ul[1]><li[2]>a</li></ul>",
    ],
    [
      "of everything leaves an empty document",
      "<html><head></head><body><p[1]>a</p></body></html>",
      [remove(1)],
      "<html><head></head><body></body></html>",
    ],
    ["inside what is deleted changes nothing more", LIST, [remove(2), remove(3)], "<p[1]>a</p>\n\n<p[5]>b</p>"],
    [
      "of all items leaves the list when one is created",
      LIST,
      [remove(3), remove(4), create(4, "<li>n</li>")],
      "<p[1]>a</p>\n<ul[2]><li[100]>n</li></ul>\n<p[5]>b</p>",
    ],
  ])("%s", (_, before, changes, after) => {
    expect(apply(before, ...changes)).toBe(after);
  });
});

describe("changes that cannot be", () => {
  it.each([
    ["an unknown chunk", [remove(9)], "NOT_FOUND", idOf(9)],
    ["an unknown chunk to follow", [create(9, "<p>n</p>")], "NOT_FOUND", idOf(9)],
    ["two edits of a chunk", [edit(1, "x"), edit(1, "y")], "CONFLICT", "Changes 2 and 1"],
    ["an edit of what is deleted", [edit(3, "x"), remove(3)], "CONFLICT", "Changes 1 and 2"],
    ["an edit inside what is deleted", [edit(3, "x"), remove(2)], "CONFLICT", "Changes 1 and 2"],
    ["an edit inside what is edited", [edit(2, "x"), edit(3, "y")], "CONFLICT", "Changes 2 and 1"],
    ["a deletion inside what is edited", [edit(2, "x"), remove(3)], "CONFLICT", "Changes 2 and 1"],
  ])("are refused by name: %s", (_, changes, code, named) => {
    expect(() => apply(LIST, ...changes)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(named) as string }) as Error,
    );
  });
});

type Read = ReturnType<typeof readDocument>;

function changeAt(document: Read, at: number, operation: string, newHtml: string): DocumentChange | null {
  const chunk = document.chunks[at % Math.max(1, document.chunks.length)];
  if (operation === "create")
    return { operation, insertAfterChunkId: at % 7 === 0 ? null : (chunk?.id ?? null), newHtml };
  if (chunk === undefined) return null;
  return operation === "edit" ? { operation, chunkId: chunk.id, newHtml } : { operation: "delete", chunkId: chunk.id };
}

function tryApply(document: Read, changes: readonly DocumentChange[]): string | null {
  try {
    return applyChanges(document, changes, countedIds(500)).html;
  } catch (error) {
    if ((error as { code?: string }).code === "CONFLICT") return null;
    throw error;
  }
}

/** The chunk itself, what is in it, and what is around it. */
function touchedIds(document: Read, change: DocumentChange): string[] {
  const id = change.operation === "create" ? change.insertAfterChunkId : change.chunkId;
  const chunk = id === null ? undefined : document.find(id);
  if (chunk === undefined) return [];
  const ids = document.chunks.slice(chunk.index, chunk.indexBehind).map((inner) => inner.id);
  if (change.operation === "create") ids.length = 0;
  for (let outer = chunk.parent; outer !== null; outer = outer.parent) ids.push(outer.id);
  return ids;
}
