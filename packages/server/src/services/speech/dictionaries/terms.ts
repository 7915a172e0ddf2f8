import { findLanguage, HeadwayError } from "@headway-jobs/contract";
import type { Engine } from "@headway-jobs/engine";
import { primaryLanguage, type Term } from "@headway-jobs/ports/translation";
import { DICTIONARIES, dictionaryOf, type Texts } from "./dictionary.ts";

/**
 * What the chosen dictionaries say from one language (BCP-47 tag) to another; where they differ, the one named first counts. INVALID_INPUT for an id that
 * is none of the owner's.
 */
export async function termsOf(
  documents: Engine["documents"],
  owner: string,
  ids: readonly number[],
  languages: { readonly from: string; readonly to: string },
): Promise<readonly Term[]> {
  const terms: Term[] = [];
  for (const id of new Set(ids)) {
    const document = await documents.get(owner, DICTIONARIES, id);
    if (document === null) throw unknown(id);
    for (const { texts } of dictionaryOf(document).entries) {
      const from = textIn(texts, languages.from);
      const to = textIn(texts, languages.to);
      if (from !== undefined && to !== undefined) terms.push({ from, to });
    }
  }
  return terms;
}

/** In the region asked for, else in any other of the same language. */
function textIn(texts: Texts, tag: string): string | undefined {
  const tagged = texts.map(({ language, text }) => ({ tag: findLanguage(language)?.tag ?? "", text }));
  const found =
    tagged.find((one) => one.tag === tag.toLowerCase()) ??
    tagged.find((one) => primaryLanguage(one.tag) === primaryLanguage(tag));
  return found?.text;
}

function unknown(id: number): HeadwayError {
  const msg = `There is no dictionary ${id}; see /dictionaries.`;
  return new HeadwayError("INVALID_INPUT", msg, {
    errors: [{ loc: ["body", "chosen_dictionaries"], msg, type: "unknown" }],
  });
}
