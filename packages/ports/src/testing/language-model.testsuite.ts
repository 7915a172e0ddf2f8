import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { ModelUsage, StructuredModel, ToolCall, ToolModel, ToolRequest } from "../language-model.ts";
import { expectReasonOfAbort, expectSentences, outcomeOf } from "./expected-error.ts";
import { anyText } from "./hostile-texts.ts";

/** What the model behind a case says, one answer a call; the last one is repeated. */
export interface ScriptedAnswer {
  readonly text: string;
  /** Calls with their arguments as the model writes them: JSON, good or bad. */
  readonly calls?: readonly { readonly name: string; readonly arguments: string }[];
  /** The answer ends at the limit of output. */
  readonly cutOff?: boolean;
  /** The connection ends before the answer does. */
  readonly brokenOff?: boolean;
}

export interface OpenedModel<Model> extends AsyncDisposable {
  readonly model: Model;
}

const schema = z.object({ words: z.array(z.string()).min(1), count: z.number().default(7) });
const REQUEST = { schema, system: "You count words.", prompt: "Count: one two" };
const requireOne = ({ words }: z.infer<typeof schema>): string[] =>
  words.includes("one") ? [] : ["words must have one"];
const GOOD = '{"words":["one","two"]}';

/** What holds for every language model that answers in a given shape. */
export function testStructuredModel(
  name: string,
  open: (answers: readonly string[]) => Promise<OpenedModel<StructuredModel>>,
): void {
  describe(`${name} as a model that answers in a shape`, () => {
    it("answers with the value as the schema makes it, and what it took", async () => {
      await using opened = await open([GOOD]);
      const answer = await opened.model.generate(REQUEST);
      expect(opened.model.name).toMatch(/^\S+\/\S+$/);
      expect(answer.value).toEqual({ words: ["one", "two"], count: 7 });
      requireUsage(answer.usage);
      expectSentences(answer.warnings);
    });

    it.each([
      ["of another shape", '{"words":[]}'],
      ["that is no JSON", "I would rather not."],
    ])("asks once more after an answer %s", async (_what, bad) => {
      await using opened = await open([bad, GOOD]);
      expect((await opened.model.generate(REQUEST)).value.words).toEqual(["one", "two"]);
    });

    it("asks once more after an answer that does not pass the check", async () => {
      await using opened = await open(['{"words":["three"]}', GOOD]);
      expect((await opened.model.generate({ ...REQUEST, check: requireOne })).value.words).toEqual(["one", "two"]);
    });

    it("gives up after the second answer", async () => {
      await using opened = await open(["no", '{"words":7}', GOOD]);
      await expect(opened.model.generate(REQUEST)).rejects.toMatchObject({ code: "PROVIDER_BAD_ANSWER" });
    });

    it("does not begin when it has been aborted", async () => {
      await using opened = await open([GOOD]);
      await expectReasonOfAbort((signal) => opened.model.generate({ ...REQUEST, signal }));
    });

    it("gives a value of the shape or PROVIDER_BAD_ANSWER, whatever the model says", async () => {
      const said = fc.oneof(anyText, fc.json({ maxDepth: 2 }));
      await fc.assert(
        fc.asyncProperty(said, anyText, async (answer, prompt) => {
          await using opened = await open([answer]);
          const outcome = await outcomeOf(opened.model.generate({ ...REQUEST, prompt }), ["PROVIDER_BAD_ANSWER"]);
          if ("value" in outcome) expect(schema.parse(outcome.value)).toEqual(outcome.value);
        }),
        { numRuns: 20 },
      );
    });
  });
}

const TOOLS = [
  { name: "look", description: "Looks at a thing.", parameters: z.object({ at: z.string() }) },
  { name: "stop", description: "Stops.", parameters: z.object({}) },
];
const TURN: ToolRequest = { system: "You look.", messages: [{ role: "user", text: "Look." }], tools: TOOLS };

/**
 * What holds for every language model that calls functions. `wire` is the form in which arguments arrive: as the text that the model wrote, which
 * may be any, or as an object that the vendor has read from it.
 */
export function testToolModel(
  name: string,
  open: (answers: readonly ScriptedAnswer[]) => Promise<OpenedModel<ToolModel>>,
  wire: { readonly argumentsAre: "text" | "object" } = { argumentsAre: "text" },
): void {
  const isText = wire.argumentsAre === "text";
  describe(`${name} as a model that calls functions`, () => {
    it("gives text and calls in order, and reports each call", async () => {
      const calls = [
        { name: "look", arguments: '{"at":"a"}' },
        { name: "stop", arguments: "" },
        { name: "unknown", arguments: isText ? "[1]" : '{"list":[1]}' },
      ];
      await using opened = await open([{ text: "I look.", calls }]);
      const told: ToolCall[] = [];
      const turn = await opened.model.take({ ...TURN, onCall: (call) => told.push(call) });
      expect(turn.text).toBe("I look.");
      expect(turn.calls.map((call) => [call.name, call.input])).toEqual([
        ["look", { at: "a" }],
        ["stop", {}],
        ["unknown", isText ? [1] : { list: [1] }],
      ]);
      expect(new Set(turn.calls.map(({ callId }) => callId)).size).toBe(3);
      expect(told).toEqual(turn.calls);
      expect(turn.cutOff).toBe(false);
      requireUsage(turn.usage);
    });

    if (isText) {
      it("gives arguments that are no JSON as undefined", async () => {
        await using opened = await open([{ text: "", calls: [{ name: "look", arguments: '{"at":' }] }]);
        const { calls } = await opened.model.take(TURN);
        expect(calls.map(({ name: called, input }) => [called, input])).toEqual([["look", undefined]]);
      });
    }

    it("continues after results", async () => {
      await using opened = await open([{ text: "Seen." }]);
      const call = { callId: "call_0", name: "look", input: { at: "a" } };
      const { text, calls } = await opened.model.take({
        ...TURN,
        messages: [
          ...TURN.messages,
          { role: "assistant", text: "", calls: [call] },
          { role: "tool", results: [{ callId: "call_0", name: "look", text: "A cat." }] },
        ],
      });
      expect([text, calls]).toEqual(["Seen.", []]);
    });

    it("says that a turn ended at the limit of output", async () => {
      await using opened = await open([{ text: "And then", cutOff: true }]);
      expect((await opened.model.take(TURN)).cutOff).toBe(true);
    });

    it("does not take a part of an answer for the answer", async () => {
      await using opened = await open([{ text: "And then", brokenOff: true }]);
      await outcomeOf(opened.model.take(TURN), ["PROVIDER_"]).then((outcome) =>
        expect(outcome).toMatchObject({ code: expect.stringMatching(/^PROVIDER_/) }),
      );
    });

    it("does not begin when it has been aborted", async () => {
      await using opened = await open([{ text: "Seen." }]);
      await expectReasonOfAbort((signal) => opened.model.take({ ...TURN, signal }));
    });

    it("takes whatever the model says and whatever it is told", async () => {
      await fc.assert(
        fc.asyncProperty(anyText, anyText, async (said, asked) => {
          const written = isText ? said : JSON.stringify({ at: said });
          await using opened = await open([{ text: said, calls: [{ name: "look", arguments: written }] }]);
          const turn = await opened.model.take({ ...TURN, messages: [{ role: "user", text: asked }] });
          expect(turn.calls).toHaveLength(1);
        }),
        { numRuns: 20 },
      );
    });
  });
}

function requireUsage({ inputTokens, outputTokens }: ModelUsage): void {
  for (const tokens of [inputTokens, outputTokens]) {
    expect(Number.isInteger(tokens)).toBe(true);
    expect(tokens).toBeGreaterThanOrEqual(0);
  }
}
