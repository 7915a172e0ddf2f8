import type { JsonObject } from "@headway-jobs/contract";
import { describe, expect, it } from "vitest";
import { type EngineSuite, type EngineHarness, openHarness, OWNER } from "./harness.ts";

const BOOKS = "books";
const book = (title: string, pages: readonly string[] = []): { summary: JsonObject; value: JsonObject } => ({
  summary: { title },
  value: { pages },
});

const isEmpty = ({ value }: { readonly value: JsonObject }): boolean => (value["pages"] as unknown[]).length === 0;

export function ownerDocumentSuite(suite: EngineSuite): void {
  const open = (): Promise<EngineHarness> => openHarness(suite, { idle: true });

  describe("documents", () => {
    it("are kept over a restart, with rising ids, and listed by their summaries", async () => {
      const harness = await open();
      const first = await harness.engine.documents.create(OWNER, BOOKS, book("Ⅰ 'quoted' \u2028", ["a"]));
      const second = await harness.engine.documents.create(OWNER, BOOKS, book("two"));
      expect(second.id).toBeGreaterThan(first.id);
      harness.crash();
      await harness.restart();
      const { documents } = harness.engine;
      expect(await documents.get(OWNER, BOOKS, first.id)).toEqual(first);
      const atMs = harness.clock.nowMs();
      expect(await documents.list(OWNER, BOOKS)).toEqual([
        { id: first.id, name: null, summary: first.summary, createdAtMs: atMs, updatedAtMs: atMs },
        { id: second.id, name: null, summary: { title: "two" }, createdAtMs: atMs, updatedAtMs: atMs },
      ]);
    });

    it("are there for their owner in their collection only", async () => {
      const harness = await open();
      const { documents } = harness.engine;
      const { id } = await documents.create(OWNER, BOOKS, book("mine"));
      for (const [owner, collection, wanted] of [
        ["eve", BOOKS, id],
        [OWNER, "films", id],
        [OWNER, BOOKS, id + 1],
        [OWNER, BOOKS, 1.5],
        [OWNER, BOOKS, Number.NaN],
        [OWNER, BOOKS, 1e300],
        ["\u0000", BOOKS, id],
      ] as const) {
        expect(await documents.get(owner, collection, wanted)).toBeNull();
        expect(await documents.change(owner, collection, wanted, () => book("stolen"))).toBeNull();
        expect(await documents.remove(owner, collection, wanted)).toBe(false);
      }
      expect(await documents.list("eve", BOOKS)).toEqual([]);
      expect((await documents.get(OWNER, BOOKS, id))?.summary).toEqual({ title: "mine" });
    });

    it("are changed one change at a time: none of many at once is lost", async () => {
      const harness = await open();
      const other = await openHarness(suite, { besides: harness, idle: true });
      const { id } = await harness.engine.documents.create(OWNER, BOOKS, book("shared"));
      const add = (engine: EngineHarness["engine"], page: string) =>
        engine.documents.change(OWNER, BOOKS, id, ({ summary, value }) => {
          return { summary, value: { pages: [...(value["pages"] as string[]), page] } };
        });
      await Promise.all(
        Array.from({ length: 8 }, (_, at) => add(at % 2 === 0 ? harness.engine : other.engine, `page ${at}`)),
      );
      const pages = (await harness.engine.documents.get(OWNER, BOOKS, id))?.value["pages"] as string[];
      expect(pages.toSorted()).toEqual(Array.from({ length: 8 }, (_, at) => `page ${at}`));
    });

    it("stay as they were when a change throws", async () => {
      const harness = await open();
      const { documents } = harness.engine;
      const made = await documents.create(OWNER, BOOKS, book("whole", ["a"]));
      const failing = documents.change(OWNER, BOOKS, made.id, () => {
        throw new Error("no");
      });
      await expect(failing).rejects.toThrow("no");
      expect(await documents.get(OWNER, BOOKS, made.id)).toEqual(made);
    });

    it("are gone once removed, and their ids do not come again", async () => {
      const harness = await open();
      const { documents } = harness.engine;
      const { id } = await documents.create(OWNER, BOOKS, book("short-lived"));
      expect(await documents.remove(OWNER, BOOKS, id)).toBe(true);
      expect(await documents.remove(OWNER, BOOKS, id)).toBe(false);
      expect(await documents.get(OWNER, BOOKS, id)).toBeNull();
      expect((await documents.create(OWNER, BOOKS, book("next"))).id).toBeGreaterThan(id);
    });

    it("are removed on a condition only while it holds, also when they change at the same time", async () => {
      const harness = await open();
      const { documents } = harness.engine;
      const { id } = await documents.create(OWNER, BOOKS, book("empty"));
      const write = (pages: readonly string[]) => documents.change(OWNER, BOOKS, id, () => book("changed", pages));
      await write(["a"]);
      expect(await documents.remove(OWNER, BOOKS, id, isEmpty)).toBe(false);
      await write([]);
      const [removed, changed] = await Promise.all([documents.remove(OWNER, BOOKS, id, isEmpty), write(["b"])]);
      expect(removed).toBe(changed === null);
      expect(await documents.get(OWNER, BOOKS, id)).toEqual(changed);
      if (!removed) await write([]);
      expect(await documents.remove(OWNER, BOOKS, id, isEmpty)).toBe(!removed);
    });

    it("have a name where they were made by one, and are found and listed by it", async () => {
      const harness = await open();
      const { documents } = harness.engine;
      expect(await documents.findNamed(OWNER, BOOKS, "atlas \u0000")).toBeNull();
      const made = await documents.ensure(OWNER, BOOKS, "atlas \u0000", book("Atlas", ["a"]));
      expect(made).toMatchObject({ ...book("Atlas", ["a"]), name: "atlas \uFFFD" });
      expect(await documents.ensure(OWNER, BOOKS, "atlas \u0000", book("Another"))).toEqual(made);
      expect(await documents.findNamed(OWNER, BOOKS, "atlas \u0000")).toEqual(made);
      const changed = await documents.change(OWNER, BOOKS, made.id, () => book("Atlas, second edition"));
      expect(changed).toMatchObject({ id: made.id, name: made.name });
      expect((await documents.list(OWNER, BOOKS)).map(({ name }) => name)).toEqual([made.name]);
      expect(await documents.findNamed("eve", BOOKS, "atlas \u0000")).toBeNull();
      expect(await documents.findNamed(OWNER, "films", "atlas \u0000")).toBeNull();
      const others = [
        await documents.ensure("eve", BOOKS, "atlas \u0000", book("Eve's")),
        await documents.ensure(OWNER, "films", "atlas \u0000", book("The film")),
      ];
      expect(new Set([made, ...others].map(({ id }) => id)).size).toBe(3);
    });

    it("of one name are one document, however many ask for it at once", async () => {
      const harness = await open();
      const other = await openHarness(suite, { besides: harness, idle: true });
      const asked = Array.from({ length: 12 }, (_, at) =>
        (at % 2 === 0 ? harness : other).engine.documents.ensure(OWNER, BOOKS, "one", book(`by ${at}`)),
      );
      const made = await Promise.all(asked);
      expect(new Set(made.map((document) => JSON.stringify(document))).size).toBe(1);
      expect(await harness.engine.documents.list(OWNER, BOOKS)).toHaveLength(1);
    });

    it("free their name when they are removed", async () => {
      const harness = await open();
      const { documents } = harness.engine;
      const first = await documents.ensure(OWNER, BOOKS, "name", book("first"));
      await documents.remove(OWNER, BOOKS, first.id);
      expect(await documents.findNamed(OWNER, BOOKS, "name")).toBeNull();
      expect((await documents.ensure(OWNER, BOOKS, "name", book("second"))).id).toBeGreaterThan(first.id);
    });
  });
}
