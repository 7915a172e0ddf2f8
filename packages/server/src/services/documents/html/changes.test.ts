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
        (source, wishes) => {
          const before = readDocument(admitDocument(source, countedIds()).html);
          const changes = wishes.flatMap(([at, operation, newHtml]) => changeAt(before, at, operation, newHtml) ?? []);
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
