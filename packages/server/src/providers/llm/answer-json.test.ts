import { describe, expect, it } from "vitest";
import { z } from "zod";
import { jsonValuesIn } from "./answer-json.ts";
import { startChatStub, type StubReply } from "./chat-stub.testing.ts";
import { resolveLanguageModels } from "./resolve-language-model.ts";
import { structuredModel } from "./structured.ts";
import { callsInAnswer } from "./text-calls.ts";
import { toolModel } from "./tool-model.ts";

const shape = z.object({ texts: z.array(z.string()) });
const note = { name: "note", description: "Keeps a text.", parameters: z.object({ text: z.string() }) };

async function answerTo(reply: StubReply) {
  await using stub = await startChatStub(() => reply);
  const made = resolveLanguageModels("openai-compatible:stub", { HEADWAY_LLM_BASE_URL: stub.baseURL })[0]?.made;
  if (made === undefined) throw new Error("no model");
  const structured = structuredModel(made).generate({ schema: shape, system: "s", prompt: "p" });
  const turn = toolModel(made).take({ system: "s", messages: [{ role: "user", text: "Go." }], tools: [note] });
  const [value, taken] = await Promise.allSettled([structured, turn]);
  return {
    value: value.status === "fulfilled" ? value.value.value : value.reason,
    turn: taken.status === "fulfilled" ? taken.value : taken.reason,
  };
}

const PAIR = '{"texts":["a <thought>b</thought> c"]}';
const OPENED = '{"texts":["The tag <think> begins it."]}';
const CLOSED = '{"texts":["The tag </think> ends it."]}';

const callOf = (text: string) => `<tool_call>{"name":"note","arguments":{"text":"${text}"}}</tool_call>`;

describe("tags of thoughts", () => {
  it.each([
    ["a pair", PAIR, PAIR],
    ["an opening one", OPENED, OPENED],
    ["a closing one", CLOSED, CLOSED],
    ["a pair in a fence", `\`\`\`json\n${PAIR}\n\`\`\``, PAIR],
    ["a pair beside a slip", PAIR.replace("]", ",]"), PAIR],
    ["an opening one after thoughts", `<think>Perhaps {"texts":[]}?</think>\n${OPENED}`, OPENED],
    ["a pair after thoughts without their beginning", `Perhaps {"texts":[]}?</think>${PAIR}`, PAIR],
  ])("stay in an answer that speaks of them: %s", async (_what, text, expected) => {
    expect((await answerTo({ text })).value).toEqual(JSON.parse(expected));
  });

  it.each(["<think>", "a <thought>b</thought> c", "</think>"])("stay in the arguments of a call: %s", async (text) => {
    const call = { name: "note", arguments: JSON.stringify({ text }) };
    const calls = [{ name: "note", input: { text } }];
    expect((await answerTo({ text: "", calls: [call] })).turn).toMatchObject({ calls });
    const written = `<tool_call>{"name":"note","arguments":${call.arguments}}</tool_call>`;
    expect((await answerTo({ text: written })).turn).toMatchObject({ text: "", calls });
    expect((await answerTo({ text: `<think>I note it.</think>\n${written}` })).turn).toMatchObject({ text: "", calls });
  });

  it("enclose calls that are only thought of", async () => {
    const calls = [{ name: "note", input: { text: "real" } }];
    for (const thoughts of [`<think>${callOf("draft")}</think>`, `${callOf("draft")}</think>`]) {
      const { turn } = await answerTo({ text: `${thoughts}\n${callOf("real")}` });
      expect(turn).toMatchObject({ text: "", calls });
      expect(turn.calls).toHaveLength(1);
    }
  });
});

// A pattern that is quadratic on one of them takes at least three times as long as is allowed.
const CHARS = 400_000;
const LIMIT_MS = 2_000;

describe("an answer of any form", () => {
  it.each([
    ["line breaks in a call", "<tool_call>{", "\n", "x"],
    ["beginnings of calls", "", "<tool_call>{", "x"],
    ["beginnings of functions", "", "<function=note>", "x"],
    ["beginnings of parameters", "<function=note>", "<parameter=text>", "x"],
    ["Llama's tags", "", "<|python_tag|>{", "x"],
    ["Mistral's tags", "", "[TOOL_CALLS][", "x"],
    ["fences", "", "```json\nFour words of prose, then the next.\n", "x"],
    ["fenced numbers", "", "```\n1\n```\n", "x"],
    ["blanks after a fence", "```", " ", "x"],
    ["braces", "", "{", "x"],
    ["ends of thoughts", "", "</think>{", "x"],
    ["beginnings of thoughts", "", "<think>{", "x"],
    ["pairs of thoughts", "", "<think>{</think>", "x"],
    ["escaped quotes", '<tool_call>{"', '\\"', "\\"],
    ["quotes", "{", '"', "x"],
  ])("is read in a time that grows with its length: %s", (_what, before, piece, after) => {
    const text = before + piece.repeat(Math.ceil(CHARS / piece.length)) + after;
    const start = process.threadCpuUsage();
    jsonValuesIn(text);
    callsInAnswer(text, text, ["note"]);
    const { user, system } = process.threadCpuUsage(start);
    expect((user + system) / 1000).toBeLessThan(LIMIT_MS);
  });
});
