import type { StubCall, StubReply } from "./chat-stub.testing.ts";
import { FAULTS, type OddBehaviour } from "./odd-behaviours.testing.ts";

/** An odd turn of a model that edits a document. `ends`: `changed`, `changed in part`, `unchanged` (and the answer says so), else the code of the failure. */
type Turn = Omit<OddBehaviour, "replies"> & { readonly replies: readonly StubReply[] };

const EDIT = {
  chunk_id: "c2",
  new_html: '<p data-id="c2">Payment is due within 30 days.</p>',
  explanation: "Set the term to 30 days.",
};
const CLAIM = "I have changed the payment term to 30 days.";
const json = (value: unknown): string => JSON.stringify(value);
const call = (name: string, input: unknown): StubCall => ({
  name,
  arguments: typeof input === "string" ? input : json(input),
});
const edit = (more: object = {}): StubCall => call("edit_chunk", { ...EDIT, ...more });
const say = call("answer", { text: "The term is 30 days now." });
const claim = call("answer", { text: CLAIM });
const UNKNOWN = edit({ chunk_id: "c99" });

/** What the well-behaved model sends. */
export const GOOD_TURN: StubReply = { text: "", calls: [edit(), say] };

const calling = (name: string, ...calls: readonly StubCall[]): Turn => ({
  name,
  replies: [{ text: "", calls: [...calls, say] }],
  ends: "changed",
  calls: 1,
});
const writing = (name: string, text: string): Turn => ({
  name,
  replies: [{ text }, GOOD_TURN],
  ends: "changed",
  calls: 2,
});
/** The first turns are bad, then the model does as it was asked. */
const fixedAfter = (name: string, ...first: readonly StubReply[]): Turn => ({
  name,
  replies: [...first, GOOD_TURN],
  ends: "changed",
  calls: first.length + 1,
});
const always = (name: string, ends: string, reply: StubReply, calls: number, words?: RegExp): Turn => ({
  name,
  replies: [reply],
  ends,
  calls,
  ...(words === undefined ? {} : { words }),
});

const delta = (tool_calls: readonly object[]): string =>
  sse({ choices: [{ index: 0, delta: { tool_calls }, finish_reason: null }] });
const sse = (chunk: object): string =>
  `data: ${json({ id: "x", object: "chat.completion.chunk", created: 1, model: "m", ...chunk })}\n\n`;
const END = `${sse({ choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] })}data: [DONE]\n\n`;
const streamed = (name: string, ...chunks: readonly string[]): Turn => ({
  name,
  replies: [{ raw: chunks.join(""), mediaType: "text/event-stream" }],
  ends: "changed",
  calls: 1,
});
const part = (index: number, { name, arguments: text }: StubCall, id?: string): object => ({
  index,
  ...(id === undefined ? {} : { id, type: "function" }),
  function: { name, arguments: text },
});
const pieces = (text: string): string =>
  (text.match(/[\s\S]{1,4}/gu) ?? []).map((piece) => delta([{ index: 0, function: { arguments: piece } }])).join("");

const NAMES = [
  "editChunk",
  "EDIT_CHUNK",
  "edit-chunk",
  " edit_chunk ",
  "functions.edit_chunk",
  "default_api:edit_chunk",
  "edit_chunk<|channel|>commentary",
].map((name) => calling(`the name ${name}`, call(name, EDIT)));

const ARGUMENTS: readonly Turn[] = [
  calling("calls as they should be", edit()),
  calling("arguments encoded twice", call("edit_chunk", json(json(EDIT)))),
  calling("arguments in a fence", call("edit_chunk", `\`\`\`json\n${json(EDIT)}\n\`\`\``)),
  calling("a trailing comma", call("edit_chunk", `${json(EDIT).slice(0, -1)},}`)),
  calling("arguments in a list", call("edit_chunk", json([EDIT]))),
  calling("arguments in a wrapper", call("edit_chunk", { arguments: EDIT, name: "edit_chunk" })),
  calling("a number for the element", edit({ chunk_id: 2 })),
  calling("the whole attribute for the element", edit({ chunk_id: 'data-id="c2"' })),
  calling("the element in brackets", edit({ chunk_id: "[c2]" })),
  calling("null for what may be missing", edit({ changes_element: null })),
  calling("a word for a boolean", edit({ changes_element: "false" })),
  calling("no explanation", call("edit_chunk", { chunk_id: EDIT.chunk_id, new_html: EDIT.new_html })),
  calling("null for the explanation", edit({ explanation: null })),
  calling("an unknown member", edit({ confidence: 0.9 })),
  calling("text without its element", edit({ new_html: "Payment is due within 30 days." })),
  calling("content without its element", edit({ new_html: "<b>Payment</b> is due within 30 days." })),
  calling("HTML in a fence", edit({ new_html: `\`\`\`html\n${EDIT.new_html}\n\`\`\`` })),
  calling(
    "HTML with a script",
    edit({ new_html: "<p onclick=x()>Payment is due within 30 days.<script>x()</script></p>" }),
  ),
  calling("the same edit twice", edit(), edit()),
  calling("a thought of an edit and a later one", edit({ new_html: "<p>Payment is due within 45 days.</p>" }), edit()),
];

const TEXTS: readonly Turn[] = [
  writing("a call in tags", `<tool_call>\n${json({ name: "edit_chunk", arguments: EDIT })}\n</tool_call>`),
  writing("a call as JSON", json({ name: "edit_chunk", arguments: EDIT })),
  writing("a call in a fence", `\`\`\`json\n${json({ name: "edit_chunk", parameters: EDIT })}\n\`\`\``),
  writing("calls in a list", json([{ name: "edit_chunk", arguments: EDIT }])),
  writing("a function tag", `<function=edit_chunk>${json(EDIT)}</function>`),
  writing("Mistral's list", `[TOOL_CALLS] ${json([{ name: "edit_chunk", arguments: EDIT }])}`),
  writing("Llama's tag", `<|python_tag|>${json({ name: "edit_chunk", parameters: EDIT })}`),
  writing(
    "the channels of gpt-oss",
    "<|channel|>analysis<|message|>Change {c2}.<|end|><|start|>assistant<|channel|>commentary to=functions.edit_chunk " +
      `<|constrain|>json<|message|>${json(EDIT)}<|call|>`,
  ),
  writing(
    "thoughts before a call",
    `<think>c2 [1]</think><tool_call>${json({ name: "edit_chunk", arguments: EDIT })}</tool_call>`,
  ),
];

const WIRES: readonly Turn[] = [
  streamed(
    "arguments in small pieces",
    delta([part(0, { name: "edit_chunk", arguments: "" }, "a")]),
    pieces(json(EDIT)),
    delta([part(1, say, "b")]),
    END,
  ),
  streamed(
    "two calls interleaved",
    delta([part(0, { ...edit(), arguments: "" }, "a"), part(1, { ...say, arguments: "" }, "b")]),
    delta([
      { index: 1, function: { arguments: say.arguments } },
      { index: 0, function: { arguments: edit().arguments } },
    ]),
    END,
  ),
  streamed("calls without ids", delta([part(0, edit())]), delta([part(1, say)]), END),
  streamed("calls with the same id", delta([part(0, edit(), "call_0")]), delta([part(1, say, "call_0")]), END),
  streamed(
    "calls with null for an id",
    delta([{ ...part(0, edit()), id: null }]),
    delta([{ ...part(1, say), id: null }]),
    END,
  ),
  streamed(
    "no usage, no ids of chunks",
    delta([part(0, edit(), "a"), part(1, say, "b")]).replaceAll('"id":"x",', ""),
    END,
  ),
  streamed(
    "a role that OpenAI does not have",
    sse({ choices: [{ index: 0, delta: { role: "model", content: "" } }] }),
    delta([part(0, edit(), "a"), part(1, say, "b")]),
    END,
  ),
  streamed(
    "an object for arguments",
    delta([{ index: 0, id: "a", function: { name: "edit_chunk", arguments: EDIT } }]),
    delta([part(1, say, "b")]),
    END,
  ),
  streamed(
    "comments and blank lines",
    ": keep-alive\n\n\n",
    delta([part(0, edit(), "a"), part(1, say, "b")]),
    ": OPENROUTER PROCESSING\n\n",
    END,
  ),
  streamed(
    "no end of the stream",
    delta([part(0, edit(), "a"), part(1, say, "b")]),
    END.replace("data: [DONE]\n\n", ""),
  ),
  {
    ...calling("no stream, though it was asked for", edit()),
    replies: [
      {
        raw: json({
          id: "x",
          choices: [
            {
              message: { role: "assistant", content: null, tool_calls: [part(0, edit(), "a"), part(1, say, "b")] },
              finish_reason: "tool_calls",
            },
          ],
        }),
      },
    ],
  },
  streamed("no finish_reason", delta([part(0, edit(), "a"), part(1, say, "b")]), "data: [DONE]\n\n"),
  { ...calling("finish_reason stop", edit()), replies: [{ text: "", calls: [edit(), say], finishReason: "stop" }] },
  {
    ...calling("reasoning beside the calls", edit()),
    replies: [
      {
        message: { reasoning_content: "Hm [1].", tool_calls: [part(0, edit(), "a"), part(1, say, "b")] },
        finishReason: "tool_calls",
      },
    ],
  },
];

const REPAIRED: readonly Turn[] = [
  fixedAfter("a function that is not there", { text: "", calls: [call("format_disk", {})] }),
  fixedAfter("an element that is not there", { text: "", calls: [UNKNOWN] }),
  fixedAfter("no arguments", { text: "", calls: [call("edit_chunk", "")] }),
  fixedAfter("arguments that are cut off", {
    text: "",
    calls: [call("edit_chunk", json(EDIT).slice(0, 40))],
    finishReason: "length",
  }),
  fixedAfter("another element unasked", { text: "", calls: [edit({ new_html: "<h2>Payment</h2>" })] }),
  fixedAfter("words that are cut off", { text: "I will now", finishReason: "length" }),
  fixedAfter("a claim without a call", { text: CLAIM }),
  fixedAfter("a claim in thoughts and text", { text: `<think>Easy.</think>${CLAIM}` }),
  fixedAfter("HTML in the answer instead of a call", { text: `\`\`\`html\n${EDIT.new_html}\n\`\`\`` }),
  fixedAfter("an abbreviated element", {
    text: "",
    calls: [edit({ new_html: "<p>Payment is due … [rest unchanged]</p>" })],
  }),
];

const NOTHING = /nothing (?:in the document )?was changed/i;
const STUBBORN: readonly Turn[] = [
  always("a claim without a call, always", "unchanged", { text: CLAIM }, 2, NOTHING),
  always("a claim in German, always", "unchanged", { text: "Ich habe die Frist auf 30 Tage geändert." }, 2, NOTHING),
  always("a claim as the answer", "unchanged", { text: "", calls: [claim] }, 1, NOTHING),
  always(
    "an element that is not there and a claim, always",
    "unchanged",
    { text: "", calls: [UNKNOWN, claim] },
    2,
    NOTHING,
  ),
  always(
    "a function that is not there, always",
    "unchanged",
    { text: "", calls: [call("format_disk", {})] },
    2,
    NOTHING,
  ),
  always(
    "arguments that are no JSON, always",
    "unchanged",
    { text: "", calls: [call("edit_chunk", "{x")] },
    2,
    NOTHING,
  ),
  always(
    "the element as it is, always",
    "unchanged",
    { text: "", calls: [edit({ new_html: "<p>Payment is due within 60 days.</p>" }), claim] },
    2,
    NOTHING,
  ),
  always(
    "everything deleted",
    "unchanged",
    {
      text: "",
      calls: ["c1", "c2", "c3"]
        .map((chunk_id) => call("delete_chunk", { chunk_id, explanation: "Gone." }))
        .concat(claim),
    },
    1,
    NOTHING,
  ),
  always("JSON of a result, always", "unchanged", { text: json({ status: "success", changed: true }) }, 2, NOTHING),
  always("words that are cut off, always", "unchanged", { text: "I will ", finishReason: "length" }, 2, NOTHING),
  always("the same call without end", "changed", { text: "", calls: [edit()] }, 3, /stopped after 3 turns/),
  always(
    "a good call and a bad one, always",
    "changed in part",
    { text: "", calls: [edit(), UNKNOWN, say] },
    3,
    /1 of the proposed changes could not be used/,
  ),
  always("an empty turn, always", "PROVIDER_BAD_ANSWER", { text: "" }, 3, /answered with nothing/),
  always(
    "nothing but thoughts, always",
    "PROVIDER_BAD_ANSWER",
    { text: "<think>Hm.</think>" },
    3,
    /answered with nothing/,
  ),
  always(
    "nothing but reasoning_content, always",
    "PROVIDER_BAD_ANSWER",
    { message: { reasoning_content: "Hm." } },
    3,
    /answered with nothing/,
  ),
  always(
    "no output within its limit, always",
    "PROVIDER_BAD_ANSWER",
    { text: "", finishReason: "length" },
    2,
    /limit of output/,
  ),
  always("a content filter", "PROVIDER_REFUSED", { text: "", finishReason: "content_filter" }, 1, /refused to answer/),
  always(
    "a refusal in its member",
    "PROVIDER_REFUSED",
    { message: { role: "assistant", refusal: "I can't assist with that." } },
    1,
    /can't assist with that/,
  ),
  always(
    "a refusal in words",
    "unchanged",
    { text: "I'm sorry, but I can't help with that." },
    2,
    /can't help with that/,
  ),
  always(
    "a context that is full, by its reason (Z.ai)",
    "PROVIDER_INPUT_TOO_LONG",
    { text: "", finishReason: "model_context_window_exceeded" },
    10,
  ),
  {
    name: "a server without functions (Ollama)",
    replies: [
      { status: 400, body: json({ error: { message: "registry.ollama.ai/library/gemma:2b does not support tools" } }) },
      { text: `<tool_call>${json({ name: "edit_chunk", arguments: EDIT })}</tool_call>` },
      { text: "The term is 30 days now." },
    ],
    ends: "changed",
    calls: 3,
  },
];

const FAULTY: readonly Turn[] = FAULTS.map(({ replies, ...fault }) => {
  const good = { json: "", value: {}, prompt: "", reply: GOOD_TURN };
  // A document of three elements is halved twice, and each half is asked with and without a limit of output.
  const calls = fault.ends === "PROVIDER_INPUT_TOO_LONG" ? 10 : fault.calls;
  return { ...fault, calls, ends: fault.ends === "right" ? "changed" : fault.ends, replies: replies(good) };
});

export const ODD_TURNS: readonly Turn[] = [
  ...ARGUMENTS,
  ...NAMES,
  ...TEXTS,
  ...WIRES,
  ...REPAIRED,
  ...STUBBORN,
  ...FAULTY,
];
