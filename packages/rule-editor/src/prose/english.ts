import type { Dictionary, SpellingPort } from "./spelling.ts";

/** The English dictionary, loaded when it is first needed: that takes a fifth of a second. */
export function englishSpelling(): SpellingPort {
  let loaded: Promise<Dictionary> | undefined;
  return { load: () => (loaded ??= load()) };
}

async function load(): Promise<Dictionary> {
  const [{ default: nspell }, { default: english }] = await Promise.all([import("nspell"), import("dictionary-en")]);
  return nspell({ aff: Buffer.from(english.aff), dic: Buffer.from(english.dic) });
}
