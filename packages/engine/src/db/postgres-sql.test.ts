import { describe, expect, it } from "vitest";
import { chunkRows, numberParameters, repeatValues } from "./postgres-sql.ts";

describe("numbering parameters", () => {
  it.each([
    ["SELECT ?", "SELECT $1"],
    ["UPDATE t SET a = ?, b = ? WHERE c = ?", "UPDATE t SET a = $1, b = $2 WHERE c = $3"],
    ["SELECT 'a?', 'it''s ?', ?", "SELECT 'a?', 'it''s ?', $1"],
    ['SELECT "odd?name", ?', 'SELECT "odd?name", $1'],
    ["SELECT ? -- why?\n, ?", "SELECT $1 -- why?\n, $2"],
    ["SELECT /* ? */ ?", "SELECT /* ? */ $1"],
  ])("turns %s into %s", (sql, expected) => {
    expect(numberParameters(sql)).toBe(expected);
  });
});

describe("repeating a VALUES row", () => {
  it.each([
    ["INSERT INTO t (a, b) VALUES (?, ?)", "INSERT INTO t (a, b) VALUES (?, ?), (?, ?)"],
    ["insert into t values (?) on conflict do nothing", "insert into t values (?), (?) on conflict do nothing"],
    ["INSERT INTO t VALUES (?, lower(?), ')')", "INSERT INTO t VALUES (?, lower(?), ')'), (?, lower(?), ')')"],
  ])("turns %s into %s", (sql, expected) => {
    expect(repeatValues(sql, 2)).toBe(expected);
  });

  it.each(["INSERT INTO t SELECT 1", "INSERT INTO t VALUES (?"])("refuses %s", (sql) => {
    expect(() => repeatValues(sql, 2)).toThrow(TypeError);
  });
});

describe("chunks of rows", () => {
  it("never hold more parameters than the protocol can count", () => {
    const wide = Array.from({ length: 10 }, () => Array.from({ length: 20_000 }, () => 0));
    expect(chunkRows(wide).map((chunk) => chunk.length)).toEqual([3, 3, 3, 1]);
  });

  it("keep every row, in order", () => {
    const rows = Array.from({ length: 2500 }, (_, index) => [index]);
    expect(chunkRows(rows).flat()).toEqual(rows);
  });
});
