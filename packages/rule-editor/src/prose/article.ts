const SILENT_H = /^(?:hour|honest|honou?r|heir)/iu;
const SOUNDS_LIKE_YOU =
  /^(?:uni(?!n|m|de|ss|ll)|unan(?=im)|uto|ute|ura|use|usu|util|uten|ubiq|ura|uro|eu|ewe|one(?!r)|once|ukr|uk(?![a-z]))/iu;
const VOWEL_LETTERS = /^[AEFHILMNORSX]/u;

/** Whether a word takes "a" or "an"; null when its sound cannot be told from its letters. */
export function articleFor(word: string): "a" | "an" | null {
  if (word === "") return null;
  if (/^\d/u.test(word)) return /^1[18]\d\d/u.test(word) ? null : /^(?:8|11(?!\d)|18(?!\d))/u.test(word) ? "an" : "a";
  const lead = /^\p{L}+/u.exec(word)?.[0] ?? "";
  if (lead === "") return null;
  // Spelled out or read as a word, "SIM", "RAM", "SQL": only their speakers know.
  if (/^(?:[FHLMNRSX][AEIOU]\p{Lu}|SQL)s?$/u.test(lead)) return null;
  // Letters that are spelled out: an SLA, a UK firm; whether NATO is, only its speakers know.
  if (/^\p{Lu}{2,}s?$/u.test(lead) || /^\p{Lu}$/u.test(lead))
    return lead.length > 3 && /[AEIOU]/u.test(lead.slice(1)) ? null : VOWEL_LETTERS.test(lead) ? "an" : "a";
  if (SILENT_H.test(lead)) return "an";
  if (SOUNDS_LIKE_YOU.test(lead)) return "a";
  if (/^(?:herb|hist|hotel|hered|hyp|homage|x-)/iu.test(lead)) return null;
  return /^[aeiouàáâäæèéêëìíîïòóôöùúûü]/iu.test(lead) ? "an" : "a";
}
