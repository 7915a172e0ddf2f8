const APOSTROPHE = "['’]";
const AUXILIARY = "is|are|was|were|do|does|did|could|would|should|has|have|had|must|need";
const PRONOUN = "I|you|he|she|it|we|they|that|this|there|these|those";
const PARTICIPLE =
  "been|become|begun|grown|happened|changed|taken|come|gone|made|shown|seen|done|got|had|found|learned|given";

/** `don't` → `do not`, `it's` → `it is`, `Isn't that …?` → `Is that not …?`: the formal register. */
export function expandContractions(sentence: string): string {
  return sentence
    .replaceAll(
      rule(`\\b(${AUXILIARY}|ca|wo)n${APOSTROPHE}t (${PRONOUN})\\b(?=[^.!]*\\?)`),
      (_, verb: string, subject: string) => {
        return `${irregular(verb)} ${subject} not`;
      },
    )
    .replaceAll(rule(`\\bcan${APOSTROPHE}t\\b`), (word) => matchCase(word, "cannot"))
    .replaceAll(rule(`\\bwon${APOSTROPHE}t\\b`), (word) => matchCase(word, "will not"))
    .replaceAll(rule(`\\b(${AUXILIARY})n${APOSTROPHE}t\\b`), "$1 not")
    .replaceAll(rule(`\\blet${APOSTROPHE}s\\b`), (word) => matchCase(word, "let us"))
    .replaceAll(
      rule(`\\b(it|that|there|what|here|he|she|where|who|how)${APOSTROPHE}s(?= (?:${PARTICIPLE})\\b)`),
      "$1 has",
    )
    .replaceAll(rule(`\\b(it|that|there|what|here|he|she|where|who|how)${APOSTROPHE}s\\b`), "$1 is")
    .replaceAll(rule(`\\b(you|we|they)${APOSTROPHE}re\\b`), "$1 are")
    .replaceAll(rule(`\\b(I|you|we|they|it|he|she|that|there)${APOSTROPHE}ll\\b`), "$1 will")
    .replaceAll(rule(`\\b(I|you|we|they|could|would|should|might|must)${APOSTROPHE}ve\\b`), "$1 have")
    .replaceAll(rule(`\\bI${APOSTROPHE}m\\b`), "I am")
    .replaceAll(rule(`\\b(I|you|we|they|it|he|she)${APOSTROPHE}d(?= (?:better|${PARTICIPLE}|\\w+ed)\\b)`), "$1 had")
    .replaceAll(rule(`\\b(I|you|we|they|it|he|she)${APOSTROPHE}d\\b`), "$1 would");
}

// "how good it is on new cases", "what it is made of": there the verb carries the stress and is never shortened. So only where a clause begins.
const CLAUSE_START =
  '(?<=^|[,;:—–(“"] ?|\\b(?:and|but|because|that|when|if|so|since|although|though|until|while|once|now|then|sometimes|often|today|think|know|means) )';
const NOT_FINAL = "(?= \\p{L})";

/** `do not` → `don't`, `it is` → `it's` where a speaker would say so: the casual register. */
export function useContractions(sentence: string): string {
  return sentence
    .replaceAll(rule("\\b(?:cannot|can not)\\b"), (word) => matchCase(word, "can't"))
    .replaceAll(rule("\\bwill not\\b"), (word) => matchCase(word, "won't"))
    .replaceAll(rule("\\b(is|are|was|were|do|does|did|could|would|should|has|have|had) not\\b(?! only)"), "$1n't")
    .replaceAll(rule(`${CLAUSE_START}\\b(it|that|there|here|what) is\\b${NOT_FINAL}`), "$1's")
    .replaceAll(rule(`${CLAUSE_START}\\b(you|we|they) are\\b${NOT_FINAL}`), "$1're")
    .replaceAll(rule(`${CLAUSE_START}\\b(you|we|they|it) will\\b${NOT_FINAL}`), "$1'll")
    .replace(/^Let us\b/u, "Let's");
}

function rule(pattern: string): RegExp {
  return new RegExp(pattern, "giu");
}

function irregular(stem: string): string {
  const lower = stem.toLowerCase();
  if (lower === "ca") return matchCase(stem, "can");
  return lower === "wo" ? matchCase(stem, "will") : stem;
}

function matchCase(model: string, word: string): string {
  return /^\p{Lu}/u.test(model) ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}
