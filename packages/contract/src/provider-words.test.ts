import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanWords, quoting, redactKeys, rememberSecrets } from "./provider-words.ts";

describe("a provider's words", () => {
  it("are one line of at most 300 characters, without markup and control characters, whatever comes", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 2_000 }),
        fc.constantFrom("", "<b>", "\u202e", "\0"),
        (text, odd) => {
          const words = cleanWords(`${text}${odd}${text}`);
          expect([...words].length).toBeLessThanOrEqual(300);
          expect(words).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|<[a-z/!?]/iu);
          expect(words.isWellFormed()).toBe(true);
        },
      ),
    );
  });

  it("end after 300 characters with an ellipsis", () => {
    expect(cleanWords("no ".repeat(500))).toBe(`${"no ".repeat(99)}no…`);
  });

  it.each([
    ["<p>The model <b>is</b> loading</p>", "The model is loading"],
    ["a &lt;script&gt;x&lt;/script&gt; b", "a b"],
    ["1 < 2 and 3 > 2", "1 < 2 and 3 > 2"],
    ["line one\r\n\tline two\u0007", "line one line two"],
  ])("%j read %j", (text, words) => {
    expect(cleanWords(text)).toBe(words);
  });

  it("follow the sentence in quotation marks, and change nothing where there are none", () => {
    expect(quoting("It failed (404).", "No such model.")).toBe("It failed (404): “No such model”.");
    expect(quoting("It failed (404).", "")).toBe("It failed (404).");
  });
});

const hex = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 32, maxLength: 48 });
const mixed = fc
  .string({
    unit: fc.constantFrom(..."ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789"),
    minLength: 24,
    maxLength: 80,
  })
  .filter((text) => /\d/.test(text) && /[a-z]/i.test(text));

/** Forms of the keys of vendors, and of this server's own. */
const keys = fc.oneof(
  hex.map((rest) => `sk_${rest}`),
  mixed.map((rest) => `sk-${rest}`),
  mixed.map((rest) => `sk-proj-${rest}`),
  mixed.map((rest) => `sk-ant-api03-${rest}`),
  mixed.map((rest) => `AIza${rest}`),
  mixed.map((rest) => `gsk_${rest}`),
  mixed.map((rest) => `hf_${rest}`),
  mixed.map((rest) => `eyJ${rest}.eyJ${rest}.${rest}`),
  mixed,
);

describe("a key", () => {
  it("never gets out of a provider's words, wherever it stands and wherever the text is cut", () => {
    fc.assert(
      fc.property(
        keys,
        fc.string({ maxLength: 400 }),
        fc.constantFrom(" ", ": ", "=", '"', "'", "/", "Bearer "),
        (key, before, mark) => {
          for (const text of [
            `${before}${mark}${key}`,
            `{"error":"${before}${mark}${key}"}`,
            `${before}${mark}${key}${mark}${key}`,
          ]) {
            const words = cleanWords(text);
            expect(words).not.toContain(key);
            // Nor enough of it to be of use: the longest run of the key's own characters is short.
            for (let at = 12; at + 12 <= key.length; at += 1) expect(words).not.toContain(key.slice(at, at + 12));
          }
        },
      ),
    );
  });

  it("that this deployment is configured with is removed whatever its form", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~]{8,60}$/), fc.string({ maxLength: 50 }), (secret, before) => {
        rememberSecrets([secret]);
        expect(redactKeys(`${before} ${secret}!`)).not.toContain(secret);
      }),
    );
  });

  it.each([
    "model 'llama3.2:3b-instruct-q4_K_M' not found, try pulling it first",
    "The model `Systran/faster-distil-whisper-large-v3` does not exist.",
    "claude-3-5-sonnet-20241022 and gpt-4o-mini-tts-2025-03-20 are models",
    "This model's maximum context length is 16385 tokens. However, your messages resulted in 33625 tokens.",
    "Unexpected token: expected key in object",
  ])("is not seen where none is: %s", (text) => {
    expect(redactKeys(text)).toBe(text);
  });
});
