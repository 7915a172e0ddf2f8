import type { Said, Wire } from "./vendor-stub.testing.ts";

/** A server-sent event. */
const event = (data: unknown, name?: string): string =>
  `${name === undefined ? "" : `event: ${name}\n`}data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;

/** Text in two pieces, as models write it; the halves of a surrogate pair stay together. */
function halves(text: string): readonly string[] {
  const characters = [...text];
  const middle = Math.ceil(characters.length / 2);
  return [characters.slice(0, middle).join(""), characters.slice(middle).join("")].filter((part) => part !== "");
}

const callsOf = ({ calls }: Said): NonNullable<Said["calls"]> => calls ?? [];

/** Arguments where they are a value on the wire, not a text. */
const valueOf = (text: string): unknown => (text === "" ? {} : (JSON.parse(text) as unknown));

function anthropicStop({ calls, cutOff }: Said): string {
  if (cutOff === true) return "max_tokens";
  return calls === undefined ? "end_turn" : "tool_use";
}

/** https://docs.claude.com/en/api/messages and …/docs/build-with-claude/streaming */
export const anthropicWire: Wire = {
  isStreamed: (_path, body) => body["stream"] === true,
  streamType: "text/event-stream",
  answer: (said) => ({
    id: "msg_01",
    type: "message",
    role: "assistant",
    model: "claude-sonnet-4-5-20250929",
    content: [{ type: "text", text: said.text }],
    stop_reason: anthropicStop(said),
    stop_sequence: null,
    usage: { input_tokens: 10, output_tokens: 5, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
  }),
  pieces: (said) => [
    event(
      {
        type: "message_start",
        message: {
          id: "msg_014",
          type: "message",
          role: "assistant",
          model: "claude-sonnet-4-5-20250929",
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: { input_tokens: 10, output_tokens: 1 },
        },
      },
      "message_start",
    ),
    ...anthropicBlock(
      0,
      { type: "text", text: "" },
      halves(said.text).map((text) => ({ type: "text_delta", text })),
    ),
    event({ type: "ping" }, "ping"),
    ...callsOf(said).flatMap(({ name, arguments: text }, index) =>
      anthropicBlock(
        index + 1,
        { type: "tool_use", id: `tool_01${index}`, name, input: {} },
        ["", ...halves(text)].map((partial) => ({ type: "input_json_delta", partial_json: partial })),
      ),
    ),
    event(
      {
        type: "message_delta",
        delta: { stop_reason: anthropicStop(said), stop_sequence: null },
        usage: { output_tokens: 5 },
      },
      "message_delta",
    ),
    event({ type: "message_stop" }, "message_stop"),
  ],
};

function anthropicBlock(index: number, block: object, deltas: readonly object[]): readonly string[] {
  return [
    event({ type: "content_block_start", index, content_block: block }, "content_block_start"),
    ...deltas.map((delta) => event({ type: "content_block_delta", index, delta }, "content_block_delta")),
    event({ type: "content_block_stop", index }, "content_block_stop"),
  ];
}

const geminiAnswer = (parts: readonly object[], finishReason?: string): object => ({
  candidates: [
    { content: { parts, role: "model" }, ...(finishReason === undefined ? {} : { finishReason }), index: 0 },
  ],
  usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 5, totalTokenCount: 15 },
  modelVersion: "gemini-2.5-flash",
  responseId: "answer-1",
});

/** https://ai.google.dev/api/generate-content: generateContent and streamGenerateContent?alt=sse */
export const googleWire: Wire = {
  isStreamed: (path) => path.includes(":streamGenerateContent"),
  streamType: "text/event-stream",
  answer: (said) => geminiAnswer([{ text: said.text }], said.cutOff === true ? "MAX_TOKENS" : "STOP"),
  pieces: (said) => [
    ...halves(said.text).map((text) => event(geminiAnswer([{ text }]))),
    ...callsOf(said).map(({ name, arguments: text }) =>
      event(geminiAnswer([{ functionCall: { name, args: valueOf(text) } }])),
    ),
    event(geminiAnswer([{ text: "" }], said.cutOff === true ? "MAX_TOKENS" : "STOP")),
  ],
};

const USAGE = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };

function chatReason({ calls, cutOff }: Said): string {
  if (cutOff === true) return "length";
  return calls === undefined ? "stop" : "tool_calls";
}

const chatAnswer = (said: Said, id: string, more: object = {}): object => ({
  id,
  object: "chat.completion",
  created: 1_702_256_327,
  model: "stub",
  choices: [{ index: 0, message: { role: "assistant", content: said.text }, finish_reason: chatReason(said) }],
  usage: USAGE,
  ...more,
});

const chatChunk = (delta: object, finishReason: string | null = null, more: object = {}): string =>
  event({
    id: "chat-e5",
    object: "chat.completion.chunk",
    created: 1_702_256_327,
    model: "stub",
    choices: [{ index: 0, delta, finish_reason: finishReason }],
    ...more,
  });

/** https://docs.mistral.ai/api/endpoint/chat: calls come whole, ids have nine characters, the usage is in the last piece. */
export const mistralWire: Wire = {
  isStreamed: (_path, body) => body["stream"] === true,
  streamType: "text/event-stream",
  answer: (said) => chatAnswer(said, "chat-e5"),
  pieces: (said) => [
    chatChunk({ role: "assistant", content: "" }),
    ...halves(said.text).map((content) => chatChunk({ content })),
    ...(said.calls === undefined
      ? [chatChunk({ content: "" }, chatReason(said), { usage: USAGE })]
      : [
          chatChunk(
            {
              content: "",
              tool_calls: said.calls.map((call, index) => ({ id: `D681PevK${index}`, function: call, index })),
            },
            chatReason(said),
            { usage: USAGE },
          ),
        ]),
    event("[DONE]"),
  ],
};

/** https://console.groq.com/docs/api-reference: the usage of a stream is in `x_groq` of its last piece. */
export const groqWire: Wire = {
  isStreamed: (_path, body) => body["stream"] === true,
  streamType: "text/event-stream",
  answer: (said) =>
    chatAnswer(said, "chatcmpl-f51b2cd2-bef7-417e-964e-a08f0b513c22", {
      usage: { queue_time: 0.037, prompt_time: 0.0006, completion_time: 0.46, total_time: 0.47, ...USAGE },
      system_fingerprint: "fp_179b0f92c9",
      x_groq: { id: "req_01" },
    }),
  pieces: (said) => [
    chatChunk({ role: "assistant", content: "" }, null, { x_groq: { id: "req_01" } }),
    ...halves(said.text).map((content) => chatChunk({ content })),
    ...callsOf(said).map((call, index) =>
      chatChunk({ tool_calls: [{ id: `call_d5wg${index}`, type: "function", function: call, index }] }),
    ),
    chatChunk({}, chatReason(said), { x_groq: { id: "req_01", usage: USAGE } }),
    event("[DONE]"),
  ],
};

const ollamaLine = (message: object, more: object = {}): string =>
  `${JSON.stringify({
    model: "llama3.2",
    created_at: "2023-12-12T14:13:43.416799Z",
    message: { role: "assistant", content: "", ...message },
    done: false,
    ...more,
  })}\n`;

/** https://github.com/ollama/ollama/blob/main/docs/api.md, "Generate a chat completion": calls come whole, with an object. */
export const ollamaWire: Wire = {
  isStreamed: () => true,
  streamType: "application/x-ndjson",
  answer: () => ({}),
  pieces: (said) => [
    ...halves(said.text).map((content) => ollamaLine({ content })),
    ...callsOf(said).map(({ name, arguments: text }) =>
      ollamaLine({ tool_calls: [{ function: { name, arguments: valueOf(text) } }] }),
    ),
    ollamaLine(
      {},
      {
        done: true,
        done_reason: said.cutOff === true ? "length" : "stop",
        total_duration: 4_883_583_458,
        load_duration: 1_334_875,
        prompt_eval_count: 10,
        prompt_eval_duration: 342_546_000,
        eval_count: 5,
        eval_duration: 4_535_599_000,
      },
    ),
  ],
};
