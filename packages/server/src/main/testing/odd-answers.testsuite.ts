import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ChatBody, startChatStub, type StubReply } from "../../providers/llm/chat-stub.testing.ts";
import { type Good, ODD_ANSWERS, type OddBehaviour } from "../../providers/llm/odd-behaviours.testing.ts";
import type { Door } from "./model-doors.ts";
import { type ModelServer, startModelServer } from "./model-server.ts";

let stub: Awaited<ReturnType<typeof startChatStub>>;
let server: ModelServer;
let reply: (body: ChatBody) => StubReply = () => ({ status: 500 });

async function open(): Promise<void> {
  stub = await startChatStub(({ body }) => reply(body));
  const env = {
    HEADWAY_LLM: "openai-compatible:odd",
    HEADWAY_LLM_BASE_URL: stub.baseURL,
    // A voice of the same server, which never answers: no film is made.
    HEADWAY_SPEECH: "openai:voice",
    HEADWAY_SPEECH_BASE_URL: stub.baseURL,
  };
  server = await startModelServer(env);
}

async function close(): Promise<void> {
  await server[Symbol.asyncDispose]();
  await stub[Symbol.asyncDispose]();
}

function goodFor(door: Door, body: ChatBody): Good {
  const value = door.good(body);
  const prompt = body.messages.map(({ content }) => (typeof content === "string" ? content : "")).join("\n\n");
  const json = JSON.stringify(value);
  return { value, json, prompt, reply: { text: json } };
}

async function run(door: Door, behaviour: OddBehaviour) {
  let asked = 0;
  reply = (body) => {
    const replies = behaviour.replies(goodFor(door, body));
    const chosen = replies[Math.min(asked, replies.length - 1)];
    asked += 1;
    return chosen ?? { status: 500 };
  };
  const ended = await door.send(server);
  return { ...ended, asked };
}

const LEAKS = /<\/?think|<tool_call>|<\|im_|\[object Object\]|undefined|response_format|TypeError/;

/** Every odd answer of a language model, sent to a service by its own door. Each must end well. */
export function testOddAnswers(door: Door): void {
  describe(`an odd answer of the language model in ${door.name}`, () => {
    beforeAll(open);
    afterAll(close);

    beforeAll(async () => {
      reply = (body) => ({ text: goodFor(door, body).json });
      await door.prepare?.(server);
    });

    it.each(ODD_ANSWERS)("ends well: $name", async (behaviour) => {
      const { job, isRight, shown, asked } = await run(door, behaviour);
      const { ends, words = /language model/, warned } = behaviour;
      expect(shown).not.toMatch(LEAKS);
      expect(asked).toBeLessThanOrEqual(behaviour.calls * door.answers);
      expect(isRight).toBe(ends === "right" || ends === "corrected");
      if (warned?.in === door.name) {
        expect(shown).toMatch(warned.words);
        return;
      }
      expect(shown.includes("had to be repaired")).toBe(ends === "corrected");
      if (isRight) return;
      expect(shown).toMatch(words);
      if (door.degrades) expect(shown).toContain(ends);
      else expect(job).toMatchObject({ status: "failed", error: { code: expect.stringContaining(ends) } });
    });
  });
}
