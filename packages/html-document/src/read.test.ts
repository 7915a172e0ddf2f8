import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { admitDocument } from "./admit.ts";
import type { ReadDocument } from "@headway-jobs/ports/document";
import { readDocument, readDocumentInPieces } from "./read.ts";

const shown = ({ chunks }: ReadDocument): unknown =>
  chunks.map(({ id, parentId, html, text, leaf }) => ({ id, parentId, html, text, leaf }));

describe("a document that is read in pieces", () => {
  it.each<[string, string, boolean]>([
    ["of several pieces", `<h2>A</h2><ul><li>One</li></ul><p>${"word ".repeat(200)}</p>`.repeat(900), true],
    ["with a text longer than a piece", `<p>${"x".repeat(600_000)}</p><p>Last</p>`, true],
    ["of one piece", "<p>One</p>", true],
    ["without anything", "", true],
    ["that only a parser understands", "<p>Open<p>End<table><tr><td>x".repeat(3), false],
  ])("has the same chunks: one %s", async (_name, source, isAdmitted) => {
    const html = isAdmitted ? admitDocument(source, randomUUID).html : source;
    expect(shown(await readDocumentInPieces(html))).toEqual(shown(readDocument(html)));
  });

  it("lets others work in between", async () => {
    const { html } = admitDocument(`<p>${"word ".repeat(200)}</p>`.repeat(2_000), randomUUID);
    let turns = 0;
    const count = (): void => {
      turns += 1;
      counting = setImmediate(count);
    };
    let counting = setImmediate(count);
    await readDocumentInPieces(html);
    clearImmediate(counting);
    expect(turns).toBeGreaterThan(3);
  });
});
