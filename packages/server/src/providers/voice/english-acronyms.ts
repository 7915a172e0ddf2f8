import { readTable } from "@headway-jobs/tools/data/read-table";

const SPOKEN_AS_WORD: ReadonlyMap<string, string> = new Map(
  readTable(new URL("./data/english-acronyms.tsv", import.meta.url)).map(([word = "", spoken = ""]) => [word, spoken]),
);

/**
 * Capital words as they are spoken: GPU letter by letter, NASA as a word, NOT as the word it is. A sentence that is written in capitals throughout is
 * read as ordinary words.
 */
export function acronymsInLetters(text: string): string {
  if (isShouted(text)) return text.toLowerCase();
  return (
    text
      .replace(/\b(\p{Lu}{2,5})(['’]?s)\b/gu, (_all, word: string, ending: string) => spokenAs(word, ending))
      .replace(/\b\p{Lu}{2,}\b/gu, (word) => spokenAs(word, ""))
      // Letters with a digit: GPT-4, H2O, MP3, 3D, 5G, x86.
      .replace(
        /\b(\p{Lu}{1,5})-?(?=(?:zero|one|two|three|four|five|six|seven|eight|nine|ten)\b)/gu,
        (_all, letters: string) => {
          return `${spelled(letters)} `;
        },
      )
      .replace(/(?<=\p{Ll}\s)A(?=[\s,;:.?!)]|$)/gu, "ay")
  );
}

function isShouted(text: string): boolean {
  const words = text.match(/\p{L}{2,}/gu) ?? [];
  return (
    words.length >= 4 && words.every((word) => word === word.toUpperCase()) && words.some((word) => word.length > 4)
  );
}

/** Longer than five letters without being known is a word in capitals rather than an acronym. */
function spokenAs(word: string, ending: string): string {
  const asWord = SPOKEN_AS_WORD.get(word);
  if (asWord !== undefined) return asWord + ending;
  if (word.length > 5) return word.toLowerCase() + ending;
  return spelled(word) + (ending === "" ? "" : "'s");
}

/** A single letter A would be read as the article. */
const spelled = (letters: string): string => [...letters].map((letter) => (letter === "A" ? "ay" : letter)).join(" ");
