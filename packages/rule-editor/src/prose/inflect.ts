/** The forms of an English verb. */
export interface VerbForms {
  readonly base: string;
  readonly s: string;
  readonly past: string;
  readonly participle: string;
  readonly ing: string;
}

export const FORM_NAMES = ["base", "s", "past", "participle", "ing"] as const;

const IRREGULAR = new Map(
  `arise arose arisen|be was been|become became become|begin began begun|bring brought brought|build built built|buy bought bought|catch caught caught|choose chose chosen|come came come|cut cut cut|deal dealt dealt|do did done|draw drew drawn|drive drove driven|eat ate eaten|fall fell fallen|feel felt felt|fight fought fought|find found found|fly flew flown|forget forgot forgotten|get got got|give gave given|go went gone|grow grew grown|have had had|hear heard heard|hide hid hidden|hit hit hit|hold held held|keep kept kept|know knew known|lay laid laid|lead led led|leave left left|lend lent lent|let let let|lose lost lost|make made made|mean meant meant|meet met met|overcome overcame overcome|pay paid paid|put put put|read read read|recast recast recast|rewrite rewrote rewritten|ride rode ridden|ring rang rung|rise rose risen|run ran run|say said said|see saw seen|seek sought sought|sell sold sold|send sent sent|set set set|shake shook shaken|show showed shown|shut shut shut|sing sang sung|sit sat sat|speak spoke spoken|spend spent spent|split split split|spread spread spread|stand stood stood|steal stole stolen|strike struck struck|strive strove striven|swim swam swum|take took taken|teach taught taught|tell told told|think thought thought|throw threw thrown|undergo underwent undergone|understand understood understood|undertake undertook undertaken|wake woke woken|wear wore worn|win won won|withdraw withdrew withdrawn|withhold withheld withheld|write wrote written`
    .split("|")
    .map((line) => {
      const [base = "", past = "", participle = ""] = line.split(" ");
      return [base, [past, participle] as const];
    }),
);

/** Verbs of more than one syllable that double their last letter. */
const DOUBLING = new Set(
  "admit commit compel control defer equip expel forget incur infer occur omit permit prefer recur refer regret remit submit transfer transmit upset begin outbid".split(
    " ",
  ),
);

export function verbForms(base: string): VerbForms {
  if (base === "be") return { base, s: "is", past: "was", participle: "been", ing: "being" };
  const [past, participle] = IRREGULAR.get(base) ?? [regularPast(base), regularPast(base)];
  return { base, s: base === "have" ? "has" : plural(base), past, participle, ing: ing(base) };
}

/** Nouns and third persons alike: `policy` → `policies`, `box` → `boxes`. */
export function plural(noun: string): string {
  if (/(?:[sxz]|[cs]h)$/u.test(noun)) return `${noun}es`;
  if (/[^aeiou]y$/u.test(noun)) return `${noun.slice(0, -1)}ies`;
  if (/^(?:go|do|echo|veto|hero|potato|tomato|undergo)$/u.test(noun)) return `${noun}es`;
  return `${noun}s`;
}

function regularPast(base: string): string {
  if (base.endsWith("e")) return `${base}d`;
  if (/[^aeiou]y$/u.test(base)) return `${base.slice(0, -1)}ied`;
  return `${doubled(base)}ed`;
}

function ing(base: string): string {
  if (base.endsWith("ie")) return `${base.slice(0, -2)}ying`;
  if (/[^eoy]e$/u.test(base)) return `${base.slice(0, -1)}ing`;
  return `${doubled(base)}ing`;
}

function doubled(base: string): string {
  const short = /^[^aeiou]*[aeiou][^aeiouwxy]$/u.test(base) || /^[^aeiou]*qu[aeiou][^aeiouwxy]$/u.test(base);
  return short || DOUBLING.has(base) ? base + base.slice(-1) : base;
}
