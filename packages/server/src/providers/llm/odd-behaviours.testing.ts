import type { StubReply } from "./chat-stub.testing.ts";

/** What a well-behaved model would answer to one request. */
export interface Good {
  /** The value as compact JSON. */
  readonly json: string;
  readonly value: Readonly<Record<string, unknown>>;
  /** All that the model was sent. */
  readonly prompt: string;
  /** The answer as a good model sends it. */
  readonly reply: StubReply;
}

export interface OddBehaviour {
  readonly name: string;
  /** Replies to the requests of a job, in their order; the last one is repeated. */
  readonly replies: (good: Good) => readonly StubReply[];
  /** `right`: taken as it is; `corrected`: asked for again, with a warning; else the code of the failure. */
  readonly ends: string;
  /** How it ends in the service of this name, where that differs: a result with a warning of these words. */
  readonly warned?: { readonly in: string; readonly words: RegExp };
  /** Words of the vendor or the model that reach the user of a failure. */
  readonly words?: RegExp;
  /** Requests for one answer at the most, tries of the step included. */
  readonly calls: number;
}

const said = (name: string, text: (good: Good) => string, more: Partial<OddBehaviour> = {}): OddBehaviour => ({
  name,
  replies: (good) => [{ text: text(good) }],
  ends: "right",
  calls: 1,
  ...more,
});

/** An answer that cannot be used, and then a good one. */
const corrected = (name: string, text: (good: Good) => string, finishReason = "stop"): OddBehaviour => ({
  name,
  replies: (good) => [{ text: text(good), finishReason }, { text: good.json }],
  ends: "corrected",
  calls: 2,
});

const message = (name: string, sent: (good: Good) => Record<string, unknown>, more: object = {}): OddBehaviour => ({
  name,
  replies: (good) => [{ message: sent(good), ...more }],
  ends: "right",
  calls: 1,
});

const quoted = (text: string): string => JSON.stringify(text);
const pretty = ({ value }: Good): string => JSON.stringify(value, null, 2);
const python = ({ value }: Good): string =>
  JSON.stringify(value).replaceAll("'", "’").replaceAll('"', "'").replaceAll("true", "True").replaceAll("null", "None");
const withMember = ({ value }: Good, member: string): string => `{${member},${JSON.stringify(value).slice(1)}`;
const strings = (value: unknown): unknown => {
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) return value.map(strings);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, strings(member)]));
};
const call = (args: unknown): object => ({ id: "c", type: "function", function: { name: "answer", arguments: args } });

/** Forms of an answer that leave no doubt of what is meant. */
const FORMS: readonly OddBehaviour[] = [
  said("plain JSON", ({ json }) => json),
  said("pretty JSON after blank lines", (good) => `\n\n  ${pretty(good)}\n`),
  said("a fence", ({ json }) => `\`\`\`json\n${json}\n\`\`\``),
  said("a fence within prose", ({ json }) => `Sure! Here it is:\n\n\`\`\`\n${json}\n\`\`\`\n\nAnything else?`),
  said("prose with braces around it", ({ json }) => `I fill {title} and [texts].\n${json}\nHope {that} helps!`),
  said("thoughts with a reference", ({ json }) => `<think>Part [1] should hook, then {2}.</think>\n${json}`),
  said("thoughts with a draft", ({ json }) => `<think>Perhaps ${json.slice(0, 40)}… no.</think>${json}`),
  said("thoughts that the template opened", ({ json }) => `So [1] is first.\n</think>\n\n${json}`),
  said("thoughts in another tag", ({ json }) => `<reasoning>[1]</reasoning><thinking>{2}</thinking>${json}`),
  said("Mistral's thoughts", ({ json }) => `[THINK]{maybe [1]}[/THINK]${json}`),
  said("Kimi's thoughts", ({ json }) => `◁think▷[1]◁/think▷${json}`),
  // openai/gpt-oss: servers without a harmony parser pass its channels through.
  said(
    "channels of gpt-oss",
    ({ json }) =>
      `<|channel|>analysis<|message|>Need {x} [1].<|end|><|start|>assistant<|channel|>final<|message|>${json}<|return|>`,
  ),
  said("the end mark of a template", ({ json }) => `${json}<|im_end|>`),
  said("answer tags", ({ json }) => `<answer>\n${json}\n</answer>`),
  said("a wrapper", ({ json }) => `{"answer":${json}}`),
  said("a wrapper in a wrapper", ({ json }) => `{"response":{"result":${json}}}`),
  said("a wrapper with JSON as a string", ({ json }) => `{"output":${quoted(json)}}`),
  said("JSON as a string", ({ json }) => quoted(json)),
  said("a list of one", ({ json }) => `[${json}]`),
  said("a call as text", ({ json }) => `{"name":"answer","arguments":${json}}`),
  said("a call in tags", ({ json }) => `<tool_call>{"name":"answer","arguments":${json}}</tool_call>`),
  said("a trailing comma", ({ json }) => `${json.slice(0, -1)},}`),
  said("comments", (good) => pretty(good).replace("{", "{ // as asked\n").replace(/\}$/, "/* end */ }")),
  said("single quotes and Python's constants", python),
  said("typographic quotes", ({ json }) => json.replace('{"', "{“").replace('":', "”:")),
  said("a byte order mark", ({ json }) => `\uFEFF${json}`),
  said("line breaks within strings", ({ json }) => json.replace(/([a-z]) ([a-z])/, "$1\n$2")),
  said("the same object twice", ({ json }) => `${json}\n${json}`),
  said("another object before it", ({ json }) => `{"status":"ok"}\n${json}`),
  said("a member twice", (good) => withMember(good, `${quoted(Object.keys(good.value)[0] ?? "")}:null`)),
  said("NaN in a member that nobody asked for", (good) => withMember(good, '"score":NaN')),
  said("null in a member that nobody asked for", (good) => withMember(good, '"note":null')),
  said("numbers as strings", ({ value }) => JSON.stringify(strings(value))),
  said("the prompt before the answer", ({ json, prompt }) => `${prompt}\n\n${json}`),
];

/** Messages as servers send them, against OpenAI's description. */
const MESSAGES: readonly OddBehaviour[] = [
  // https://docs.mistral.ai/capabilities/reasoning: content in parts, the thoughts as one of them.
  message("content in parts", ({ json }) => ({ role: "assistant", content: [{ type: "text", text: json }] })),
  message("a thought as a part", ({ json }) => ({
    role: "assistant",
    content: [
      { type: "thinking", thinking: [{ type: "text", text: "{1}" }] },
      { type: "text", text: json },
    ],
  })),
  message("reasoning_content beside it", ({ json }) => ({
    role: "assistant",
    reasoning_content: "Then [1].",
    content: json,
  })),
  // vllm-project/vllm#18819: with a reasoning parser and no end of the thoughts, all is reasoning.
  message("reasoning_content alone", ({ json }) => ({ role: "assistant", reasoning_content: json, content: null })),
  message("no role", ({ json }) => ({ content: json })),
  message("a role of its own", ({ json }) => ({ role: "model", content: json })),
  // ollama/ollama#6155 and openclaw/openclaw#40425: some servers send an object.
  message("an object for arguments", ({ value }) => ({ content: null, tool_calls: [call(value)] })),
  message("no finish_reason", ({ json }) => ({ role: "assistant", content: json }), { finishReason: null }),
  message("an unknown finish_reason", ({ json }) => ({ role: "assistant", content: json }), { finishReason: "eos" }),
  message("no usage", ({ json }) => ({ role: "assistant", content: json }), { without: ["usage"] }),
  message("no id, no time, no model", ({ json }) => ({ role: "assistant", content: json }), {
    without: ["id", "created", "model", "object"],
  }),
  message("a tool call instead of content", ({ json }) => ({
    role: "assistant",
    content: null,
    tool_calls: [call(json)],
  })),
  message("a tool call encoded twice", ({ json }) => ({
    role: "assistant",
    content: "",
    tool_calls: [call(quoted(json))],
  })),
];

const LONG = /maximum context length is 4096/;
const TABLE = "| title | text |\n|---|---|\n| One | Two |";

/** Answers that cannot be taken. */
const BAD: readonly OddBehaviour[] = [
  corrected("a Markdown table", () => TABLE),
  corrected("YAML", () => "title: One\ntexts:\n  - Two"),
  corrected("prose", () => "I would rather talk about it first."),
  corrected("an empty answer", () => ""),
  corrected("nothing but thoughts", () => "<think>Hm [1].</think>"),
  corrected("thoughts without an end", ({ json }) => `<think>Perhaps ${json.slice(0, 30)}`, "length"),
  corrected("an answer that is cut off", ({ json }) => json.slice(0, -8), "length"),
  corrected("an answer that is cut off without a word", ({ json }) => json.slice(0, -8)),
  corrected(
    "the schema instead of a value",
    ({ prompt }) => /\{.*"properties".*\}/s.exec(prompt)?.[0].slice(0, 4_000) ?? "{}",
  ),
  corrected("another shape", () => '{"status":"ok"}'),
  corrected("a list of nothing", () => "[]"),
  said("prose each time", () => "I would rather write a poem.", {
    ends: "PROVIDER_BAD_ANSWER",
    words: /rather write a poem/,
    calls: 2,
  }),
  said("an empty answer each time", () => "", { ends: "PROVIDER_BAD_ANSWER", words: /answer is empty/, calls: 2 }),
  said("the prompt each time", ({ prompt }) => prompt, {
    ends: "PROVIDER_BAD_ANSWER",
    // The prompt of a translation has the form of its answer.
    warned: { in: "a translation", words: /without a translation/ },
    calls: 2,
  }),
  {
    name: "cut off each time",
    replies: ({ json }) => [{ text: json.slice(0, -8), finishReason: "length" }],
    ends: "PROVIDER_BAD_ANSWER",
    words: /cut off/,
    calls: 2,
  },
  said("a refusal in words", () => "I'm sorry, but I can't help with that request.", {
    ends: "PROVIDER_REFUSED",
    words: /can't help with that request/,
    calls: 2,
  }),
  {
    ...message("a refusal in its member", () => ({
      role: "assistant",
      content: null,
      refusal: "I can't assist with that.",
    })),
    ends: "PROVIDER_REFUSED",
    words: /can't assist with that/,
  },
  {
    name: "a content filter",
    replies: () => [{ text: "", finishReason: "content_filter" }],
    ends: "PROVIDER_REFUSED",
    words: /refused to answer/,
    calls: 1,
  },
  {
    name: "a context that is full, by its reason (Z.ai)",
    replies: () => [{ text: "", finishReason: "model_context_window_exceeded" }],
    ends: "PROVIDER_INPUT_TOO_LONG",
    calls: 1,
  },
];

const error = (status: number, words: string, more: object = {}, headers: Record<string, string> = {}): StubReply => ({
  status,
  headers,
  body: JSON.stringify({ error: { message: words, type: "invalid_request_error", param: null, code: null, ...more } }),
});
const failing = (name: string, reply: StubReply, ends: string, words: RegExp, calls = 1): OddBehaviour => ({
  name,
  replies: () => [reply],
  ends,
  words,
  calls,
});
const passing = (name: string, ...first: readonly StubReply[]): OddBehaviour => ({
  name,
  replies: ({ reply }) => [...first, reply],
  ends: "right",
  calls: first.length + 1,
});
const PAGE =
  "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>";

/** What a server sends in place of an answer; the same for every kind of request. Sources: vendor-errors.test.ts, input-too-long.test.ts. */
export const FAULTS: readonly OddBehaviour[] = [
  failing(
    "a wrong key",
    error(401, "Incorrect API key provided"),
    "PROVIDER_UNAVAILABLE",
    /refused the key \(401\): “Incorrect API key/,
  ),
  failing("an empty account", error(402, "Insufficient Balance"), "PROVIDER_UNAVAILABLE", /Insufficient Balance/),
  failing("a forbidden region", error(403, "Country not supported"), "PROVIDER_UNAVAILABLE", /Country not supported/),
  failing(
    "a model that is not there",
    error(404, 'model "x" not found, try pulling it first'),
    "PROVIDER_UNAVAILABLE",
    /try pulling it first/,
  ),
  failing(
    "a list of what is wrong (FastAPI)",
    { status: 422, body: '{"detail":[{"loc":["body","model"],"msg":"field required","type":"value_error.missing"}]}' },
    "PROVIDER_UNAVAILABLE",
    /field required/,
  ),
  failing(
    "a quota that is used up",
    error(429, "You exceeded your current quota", { code: "insufficient_quota" }),
    "PROVIDER_RATE_LIMITED",
    /exceeded your current quota/,
  ),
  failing(
    "a limit of requests, always",
    error(429, "Slow down", {}, { "retry-after": "1" }),
    "PROVIDER_RATE_LIMITED",
    /Slow down/,
    3,
  ),
  failing("an inner error, always", error(500, "CUDA out of memory"), "PROVIDER_UNAVAILABLE", /CUDA out of memory/, 3),
  failing(
    "a page of a proxy, always",
    { status: 502, headers: { "content-type": "text/html" }, body: PAGE },
    "PROVIDER_UNAVAILABLE",
    /502 Bad Gateway/,
    3,
  ),
  failing(
    "a time-out of a proxy, always",
    { status: 504, body: "upstream request timeout" },
    "PROVIDER_TIMEOUT",
    /took too long/,
    3,
  ),
  failing("an overload, always", error(529, "Overloaded"), "PROVIDER_UNAVAILABLE", /overloaded \(529\)/, 3),
  failing(
    "a page with status 200",
    { raw: "<!doctype html><title>Log in</title>", mediaType: "text/html" },
    "PROVIDER_BAD_ANSWER",
    /answer/,
    3,
  ),
  failing("nothing with status 200", { raw: "" }, "PROVIDER_BAD_ANSWER", /answer/, 3),
  failing("no choices", { raw: '{"id":"x","choices":[]}' }, "PROVIDER_BAD_ANSWER", /answer/, 3),
  failing(
    "an error with status 200 (OpenRouter)",
    { raw: '{"error":{"code":402,"message":"Insufficient credits"}}' },
    "PROVIDER_UNAVAILABLE",
    /Insufficient credits/,
  ),
  failing("a broken connection, always", "cut", "PROVIDER_", /language model/, 3),
  failing(
    "a content filter (Azure)",
    error(400, "The response was filtered due to the prompt triggering the content management policy.", {
      code: "content_filter",
    }),
    "PROVIDER_REFUSED",
    /content management policy/,
  ),
  failing(
    "a context that is too small, always",
    error(400, "This model's maximum context length is 4096 tokens.", { code: "context_length_exceeded" }),
    "PROVIDER_INPUT_TOO_LONG",
    LONG,
    2,
  ),
  passing("a limit with seconds to wait", error(429, "Slow down", {}, { "retry-after": "2" })),
  passing(
    "a limit with a date",
    error(
      429,
      "Slow down",
      {},
      { date: "Tue, 01 Dec 2026 10:00:00 GMT", "retry-after": "Tue, 01 Dec 2026 10:00:02 GMT" },
    ),
  ),
  passing("a limit with milliseconds", error(429, "Slow down", {}, { "retry-after-ms": "1500" })),
  passing("a limit with words", error(429, "Rate limit reached. Please try again in 1.2s.")),
  passing("a model that is being loaded (llama.cpp)", {
    status: 503,
    body: '{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}',
  }),
  passing("an inner error, once", error(500, "internal error")),
  passing("a page of a proxy, once", { status: 502, headers: { "content-type": "text/html" }, body: PAGE }),
  passing("a broken connection, once", "cut"),
  passing(
    "a limit of output that is refused",
    error(400, "max_tokens is too large: 16000. This model supports at most 4096 completion tokens."),
  ),
];

/** Only of requests for an answer in a shape. */
const REFUSED_FORMAT: readonly OddBehaviour[] = [
  passing("response_format that is refused (DeepSeek)", error(400, "This response_format type is unavailable now")),
  passing(
    "JSON that the server refuses, once (Groq)",
    error(400, "Failed to generate JSON.", { code: "json_validate_failed" }),
  ),
];

export const ODD_ANSWERS: readonly OddBehaviour[] = [...FORMS, ...MESSAGES, ...BAD, ...FAULTS, ...REFUSED_FORMAT];
