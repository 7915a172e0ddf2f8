import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTable, readWords } from "./read-table.ts";

describe("a table in a file", () => {
  let dir = "";
  let file = pathToFileURL("/");
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), "table-"));
    file = pathToFileURL(join(dir, "units.tsv"));
    writeFileSync(file, "# unit\tname\r\nkm\tkilometer\r\n\n°\tdegree\tdegrees\n");
  });
  afterAll(() => {
    rmSync(dir, { recursive: true });
  });

  it("is its rows without comments and blank lines", () => {
    expect(readTable(file)).toEqual([
      ["km", "kilometer"],
      ["°", "degree", "degrees"],
    ]);
  });

  it("is a set of words by its first cells", () => {
    expect([...readWords(file)]).toEqual(["km", "°"]);
  });
});
