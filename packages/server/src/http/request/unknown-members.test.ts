import {
  conversationInputSchema,
  documentInputSchema,
  speechInputSchema,
  videoInputSchema,
} from "@headway-jobs/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { refusals, typoWarnings, unknownMembers } from "./unknown-members.ts";

const pathsOf = (schema: z.ZodType, value: unknown): string[] =>
  unknownMembers(schema, value).map(({ path, name }) => [...path, name].join("."));

const shape = z.object({ num_slides: z.number().optional(), topic: z.string().default("x") });

const warned = (value: object): number => typoWarnings(unknownMembers(shape, value)).length;

describe("unknown members", () => {
  it.each<[string, z.ZodType, unknown, readonly string[]]>([
    ["an object", shape, { topic: "a", num_slide: 1 }, ["num_slide"]],
    ["a member in an object", z.object({ a: shape }), { a: { x: 1 } }, ["a.x"]],
    ["an item of a list", z.array(shape), [{}, { x: 1 }], ["1.x"]],
    ["an optional", shape.optional(), { x: 1 }, ["x"]],
    ["a nullable default", shape.nullable().default(null), { x: 1 }, ["x"]],
    ["a transformed object", shape.transform(({ topic }) => topic), { x: 1 }, ["x"]],
    ["a refined object", shape.refine(() => true), { x: 1 }, ["x"]],
    ["a lazy schema", z.lazy(() => shape), { x: 1 }, ["x"]],
    ["a strict object", z.strictObject({ a: z.string() }), { x: 1 }, ["x"]],
    ["both sides of an intersection", z.intersection(shape, z.object({ b: z.string() })), { b: "", x: 1 }, ["x"]],
    ["the values of a record", z.record(z.string(), shape), { any: { x: 1 } }, ["any.x"]],
    ["a union, by what fits", z.union([z.object({ a: z.string() }), shape]), { num_slides: 1, x: 1 }, ["x"]],
    ["prototype names", shape, JSON.parse('{"constructor":1,"__proto__":{}}'), ["constructor", "__proto__"]],
    ["a conversation's input", conversationInputSchema, { task: "live", file: "up_1" }, ["file"]],
    ["a conversation's input without a task", conversationInputSchema, { file: "up_1", gaol: "a" }, ["gaol"]],
    ["a broken conversation's input", conversationInputSchema, { task: "recording", fil: "up_1" }, ["fil"]],
    ["a video's input", videoInputSchema, { topic: "a", num_slide: 1 }, ["num_slide"]],
    ["a document's input", documentInputSchema, { messag: "a" }, ["messag"]],
    ["a loose object", z.looseObject({}), { x: 1 }, []],
    ["a record", z.record(z.string(), z.unknown()), { x: { y: 1 } }, []],
    ["what is no object", shape, [1, { x: 1 }], []],
    ["a preprocessed object", z.preprocess((value) => value, shape), { x: 1 }, ["x"]],
  ])("are found in %s", (_what, schema, value, expected) => expect(pathsOf(schema, value)).toEqual(expected));

  it("are found in the speech input of each task", () => {
    const found = ["translated-tts", "tts", "translate"].map((task) => pathsOf(speechInputSchema, { task, tex: "a" }));
    expect(found).toEqual([["tex"], ["tex"], ["tex"]]);
  });

  it("are refused with what was meant, or what is known", () => {
    expect(refusals(unknownMembers(shape, { num_slide: 1, zzz: 1 }))).toEqual([
      { loc: ["num_slide"], msg: "is not known (did you mean num_slides?)", type: "unrecognized_keys" },
      { loc: ["zzz"], msg: "is not known (also known: num_slides, topic)", type: "unrecognized_keys" },
    ]);
  });

  it("are warned of when they are one slip from a known name that was not sent", () => {
    expect(["num_slide", "numslides", "NUM_SLIDES", "topc"].map((name) => warned({ [name]: 1 }))).toEqual([1, 1, 1, 1]);
    expect(["model", "num", "x", "n".repeat(100_000)].map((name) => warned({ [name]: 1 }))).toEqual([0, 0, 0, 0]);
    expect(warned({ topic: "a", topics: 1 })).toBe(0);
  });

  it("are exactly the members that parsing drops, whatever is sent", () => {
    const leaf = fc.constantFrom(1, "a", null);
    const names = fc.constantFrom("num_slides", "topic", "a", "b", "constructor", "");
    const value = fc.dictionary(names, fc.oneof(leaf, fc.dictionary(names, leaf)));
    const nested = z.object({ a: shape.partial().catch({}), b: z.unknown(), topic: z.unknown() });
    fc.assert(
      fc.property(value, (sent) => {
        const own = Object.keys(sent).filter((name) => !["a", "b", "topic"].includes(name));
        const { a } = sent;
        const inner = typeof a === "object" && a !== null ? Object.keys(a) : [];
        const below = inner.filter((name) => !["num_slides", "topic"].includes(name)).map((name) => `a.${name}`);
        expect(pathsOf(nested, sent).toSorted()).toEqual([...own, ...below].toSorted());
      }),
    );
  });

  it("cost little in a body of many", () => {
    const many = Object.fromEntries(Array.from({ length: 200_000 }, (_, at) => [`member_${at}`, at]));
    expect(unknownMembers(shape, many)).toHaveLength(20);
  });
});
