import { dictionary } from "@headway-jobs/contract";

/** Acronyms that are spoken as words, with how. */
const SPOKEN_AS_WORD: Readonly<Record<string, string>> = dictionary(
  Object.fromEntries(
    (
      "NASA:Nasa NATO:Nato UNESCO:Unesco UNICEF:Unicef OPEC:Opec RAM:ram ROM:rom JSON:Jason GAN:gan LIDAR:lidar RADAR:radar SONAR:sonar LASER:laser " +
      "COVID:covid AIDS:aids CRISPR:crisper PIN:pin SIM:sim ASCII:asky GUI:gooey JPEG:jay-peg GIF:gif YAML:yammel LAN:lan WAN:wan CAPTCHA:captcha " +
      "SCUBA:scuba BASIC:basic RAID:raid REST:rest CRUD:crud ACID:acid SWOT:swot LIFO:lie-fo FIFO:fie-fo BERT:bert SQL:sequel ARPA:Arpa ARPANET:Arpanet CERN:Cern OAUTH:oh-auth WIFI:why-fie"
    )
      .split(" ")
      .map((pair) => pair.split(":") as [string, string]),
  ),
);

// Written in capitals for emphasis and never meant as letters.
const EMPHASISED: ReadonlySet<string> = new Set(
  (
    "NOT AND OR ALL IS ARE WAS THE NO YES NEVER ALWAYS ONLY MUST CAN WILL BE DO DID DOES HAS HAD HAVE TO OF IN ON AT BY FOR FROM WITH BUT IF " +
    "THEN ELSE TRUE FALSE WHY HOW WHAT WHEN WHERE WHO NEW VERY MORE MOST LESS BEST ONE TWO SAME EVERY EACH ANY NOW STOP GO THIS THAT YOUR OUR WE YOU " +
    "HE SHE THEY SO TOO UP DOWN OUT OFF FREE NOTE TIP WARNING SELECT GET POST PUT HEAD DELETE PATCH"
  ).split(" "),
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
  const asWord = SPOKEN_AS_WORD[word];
  if (asWord !== undefined) return asWord + ending;
  if (EMPHASISED.has(word) || word.length > 5) return word.toLowerCase() + ending;
  return spelled(word) + (ending === "" ? "" : "'s");
}

/** The letter A by itself would be read as the article. */
const spelled = (letters: string): string => [...letters].map((letter) => (letter === "A" ? "ay" : letter)).join(" ");
