/** True for a provider's words of a context that is too small for the request. */
export function isInputTooLong(body: string): boolean {
  return TOO_LONG.some(({ words }) => words.test(body));
}

interface Vendors {
  readonly of: string;
  readonly words: RegExp;
}

/** The tests cite where each is documented or reported. Words of a limit of requests or of a budget are none of these. */
const TOO_LONG: readonly Vendors[] = [
  { of: "OpenAI, Azure, Groq, DeepSeek, vLLM: the code", words: /context_length_exceeded|exceed_context_size_error/i },
  { of: "OpenAI, OpenRouter, vLLM, DeepSeek, Mistral", words: /maximum context length|context length is only \d/i },
  { of: "OpenAI, the Responses API", words: /exceeds the context window/i },
  { of: "vLLM, SGLang", words: /maximum model length|longer than the model's context length/i },
  { of: "Anthropic", words: /prompt is too long|exceed context limit|request_too_large/i },
  { of: "Amazon Bedrock", words: /input is too long for requested model/i },
  { of: "Google", words: /token count[^.]{0,60}exceed/i },
  { of: "Groq", words: /reduce the length of the (?:messages|input prompt)/i },
  { of: "llama.cpp", words: /exceeds? the[^.]{0,40}context|requested tokens \(\d+\) exceed context window/i },
  { of: "MLX, MiniMax, local servers", words: /context (?:size|length|window)[^.]{0,40}exceed/i },
  { of: "LM Studio", words: /greater than the context length|trying to keep the first \d+ tokens/i },
  { of: "Ollama", words: /prompt too long|input length exceeds/i },
  { of: "xAI", words: /maximum prompt length is \d/i },
  { of: "Moonshot", words: /exceeded model token limit/i },
  { of: "Z.ai, SiliconFlow", words: /prompt exceeds max length|exceeded max_prompt_tokens/i },
  { of: "Alibaba", words: /range of input length should be/i },
  {
    of: "Text Generation Inference, Together",
    words: /`?inputs`? (?:tokens \+ `?max_new_tokens|must have less than \d+ tokens)/i,
  },
  { of: "GitHub", words: /(?:prompt token count|request body too large)[^.]{0,60}(?:limit|max size)/i },
];
