import { textBefore } from "../draft/ranges.ts";
import { dictionary } from "@headway-jobs/contract";
import type { TextEdit } from "../draft/passage.ts";
import { sentencesOf } from "../draft/sentences.ts";
import { articleFor } from "./article.ts";

export interface Correction extends TextEdit {
  /** What was wrong, for the explanation: "'a apple' to 'an apple'". */
  readonly what: string;
}

type Replacement = string | ((match: RegExpExecArray) => string);

const SINGULAR_VERBS: Readonly<Record<string, string>> = dictionary({ are: "is", were: "was", have: "has" });
const PLURAL_VERBS: Readonly<Record<string, string>> = dictionary({ is: "are", was: "were", has: "have" });

/** Where a clause begins whose verb stands in its plain form: behind "does", "let" or "insist that" it stands otherwise. */
const CLAUSE =
  "(?<=^|[.!?;:,]\\s|\\b(?:[Bb]ecause|[Ww]hen|but|[Ww]hile|as|so|think|know|believe|[Ww]here|and|[Ii]f) |\\b(?:say|says|said|think|thinks|know|knows|believe|believes|found|see|means) that )(?<!\\b(?:does|do|did|will|would|can|could|should|may|might|must|let|make|help)\\b[^.!?;:,]{0,40})";
/** How many of a plural noun; amounts of time and money count as one: "there is five minutes left". */
const SEVERAL =
  "(?:many|several|numerous|two|three|four|five|six|seven|eight|nine|ten|various) (?:\\p{Ll}+ )?(?!(?:hours|minutes|seconds|days|weeks|months|years|miles|dollars|euros|pounds|cents|metres|meters|kilometres|kilometers)\\b)\\p{Ll}{2,}[^s\\W]s\\b";

const MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december";

/** Slips that are certain whatever surrounds them. */
const SLIPS: readonly (readonly [RegExp, Replacement])[] = [
  [/(?<!\b(?:of|with|to|for|from|by|like) )\b([Tt]hey|[Ww]e|[Yy]ou) was\b/gu, "$1 were"],
  [
    /\b([Hh]e|[Ss]he|[Ii]t) (don't|don’t|do not)(?= (?:have|know|want|need|like|work|make|matter|mean|seem|apply|include))/gu,
    (match) => `${match[1]} ${match[2] === "do not" ? "does not" : "doesn't"}`,
  ],
  [/(?<=^|[.!?;:]\s|\b(?:because|when|but|while) )([Hh]e|[Ss]he|[Ii]t) have\b(?! to be\b)/gu, "$1 has"],
  [/(?<=^|[.!?;:,]\s|\b(?:that|because|if|when|as|but|while) )([Tt]hey|[Ww]e|[Yy]ou) has\b/gu, "$1 have"],
  [/(?<=^|[.!?;:,]\s|\b(?:that|because|if|when|as|but|while) )([Hh]e|[Ss]he|[Ii]t) are\b/gu, "$1 is"],
  [/(?<=^|[.!?;:,]\s|\b(?:that|because|if|when|as|but|while) )([Tt]hey|[Ww]e|[Yy]ou) is\b/gu, "$1 are"],
  [/(?<=^|[.!?;:,]\s|\b(?:that|because|if|when|as|and|but|while) )I (?:is|are)\b/gu, "I am"],
  [new RegExp(`\\b([Tt]here) is (?=${SEVERAL})`, "gu"), "$1 are "],
  [new RegExp(`\\b([Tt]here) was (?=${SEVERAL})`, "gu"), "$1 were "],
  [
    /\b([Tt]here) are (a|an) (?!number|lot|few|couple|variety|range|handful|great|good|total|series|host|wide|large|small|dozen|hundred|thousand|million|further|additional|maximum|minimum|significant|majority|growing|plethora|myriad|multitude|set|pair|mix|list|wealth|average)(?=\p{L}+[.,;])/gu,
    "$1 is $2 ",
  ],
  [/\b([Cc]ould|[Ss]hould|[Ww]ould|[Mm]ust|[Mm]ight) of\b(?! (?:course|necessity|itself|late|all|old)\b)/gu, "$1 have"],
  [/\b([Ii]t)s (been|not|a|an|the|going to)\b(?![-–’']| own| \p{L}+ing\b)/gu, "$1's $2"],
  [/\b([Ii]t)['’]s own\b/gu, "$1s own"],
  [/\b([Ii]t)['’]s (?=\p{Ll}+s (?:were|are|have|had)\b)/gu, "$1s "],
  [
    /\b((?:[Ii]s|[Aa]re|[Ww]as|[Ww]ere)(?: (?:definitely|really|far|also|just|still|simply|clearly|probably|certainly|always|often|perhaps|maybe))?) to (high|low|big|small|late|early|many|much|expensive|difficult|complex|complicated|weak|old)\b(?= (?:to|for|that|and|but)\b|[.,;:!?)]|$)/gu,
    "$1 too $2",
  ],
  [
    new RegExp(
      `(?<=\\b\\d{1,2}(?:st|nd|rd|th)? )(${MONTHS})\\b(?<!\\b(?:may|march)\\b)|(?<=\\b\\d{1,2}(?:st|nd|rd|th)? )(?:may|march)\\b(?= \\d{4}\\b)|(?<!\\p{Ll} )\\b(?:may|march)(?= \\d{1,2}, \\d{4})|\\b(${MONTHS})(?<!\\b(?:may|march))(?= \\d{1,2}(?:,|\\b)(?! (?:\\p{Ll}|%)))`,
      "gu",
    ),
    (match) => match[0].charAt(0).toUpperCase() + match[0].slice(1),
  ],
  [/\b([Yy])our (going to|not|a|an|the)\b(?=[ ,.!?;:]|$)(?! \p{L}+ing\b)/gu, "$1ou're $2"],
  [/(?<=^|[.!?] )Your welcome(?=[.!,]|$)/gu, "You're welcome"],
  [/\b([Yy])ou['’]re own\b/gu, "$1our own"],
  [/\b([Tt])hey['’]re own\b/gu, "$1heir own"],
  [
    /(?<=\b(?:of|in|on|by|with|for|at|to|from|have|has|had|use|make|made|keep|run|bring|write) )there own\b/gu,
    "their own",
  ],
  [/\b([Tt])heir (is|are|was|were|has been|have been)\b/gu, "$1here $2"],
  [
    /\b(more|less|better|worse|rather|other|larger|smaller|greater|higher|lower|fewer|earlier|later|faster|slower|older|newer|longer|shorter|cheaper|easier) then\b(?=\s+(?:\d|\p{Ll}))(?! (?:again|than|as|it|we|you|he|she|they|i|this|that|there|and|but)\b)/gu,
    // "If it is lower then …": a condition and its consequence.
    (match) =>
      /\b(?:if|when|whenever|once|where|unless)\b[^.!?]*$/iu.test(textBefore(match.input, match.index))
        ? match[0]
        : `${match[1]} than`,
  ],
  [/\b([Aa])lot of\b/gu, "$1 lot of"],
  [/\b([Ii])n regards to\b/gu, "$1n regard to"],
  [/(?<![-–]|ing |\b(?:was|were|is|are|be) )\b([Oo])ff of\b(?! (?:late|course)\b)/gu, "$1ff"],
  [
    new RegExp(`${CLAUSE}([Ee]ach|[Ee]very) of the (\\p{L}+s) (are|were|have)\\b`, "gu"),
    (match) => `${match[1]} of the ${match[2]} ${SINGULAR_VERBS[match[3] ?? ""] ?? ""}`,
  ],
  [new RegExp(`${CLAUSE}([Oo]ne) of the (\\p{L}+s) are\\b`, "gu"), "$1 of the $2 is"],
  [
    new RegExp(
      `${CLAUSE}([Ee]veryone|[Ee]verybody|[Ss]omeone|[Nn]obody|[Nn]o one|[Ee]verything) (are|were|have)\\b`,
      "gu",
    ),
    (match) => `${match[1]} ${SINGULAR_VERBS[match[2] ?? ""] ?? ""}`,
  ],
  [
    /(?<=^|[.!?]\s)This are(?= (?:the |our |some |all |two |three |many |not )?(?:\p{Ll}+ )?\p{Ll}+[^s\s]s\b(?!['’]))/gu,
    "These are",
  ],
  [/(?<=^|[.!?]\s)This are(?= (?:a|an|good|bad|not|very|true|important|why|because|what|how)\b)/gu, "This is"],
  [/\bI has\b/gu, "I have"],
  [
    new RegExp(
      `${CLAUSE}((?:(?:[Tt]he|[Tt]hese|[Tt]hose|[Ss]ome|[Mm]any|[Mm]ost|[Aa]ll|[Oo]ur|[Ff]ew|[Aa] lot of|[Ll]ots of|[Yy]oung|[Oo]ld|[Oo]ther) )*(?:[Pp]eople|[Cc]hildren|[Mm]en|[Ww]omen)) (is|was|has|thinks|says|wants|needs|believes|knows|likes|feels|agrees)\\b`,
      "gu",
    ),
    (match) => `${match[1]} ${PLURAL_VERBS[match[2] ?? ""] ?? (match[2] ?? "").slice(0, -1)}`,
  ],
  [
    new RegExp(
      `${CLAUSE}((?:[Mm]y|[Hh]is|[Hh]er|[Oo]ur|[Tt]heir|[Yy]our) (?:mother|father|mum|mom|dad|brother|sister|son|daughter|wife|husband|boss|friend|teacher|manager|colleague|neighbou?r)) (don['’]t|have)(?= \\p{Ll})`,
      "gu",
    ),
    (match) => `${match[1]} ${(match[2] ?? "") === "have" ? "has" : (match[2] ?? "").replace("don", "doesn")}`,
  ],
  [
    /\b([Bb]ecause of|[Ww]ith|[Oo]f|[Ff]rom) he['’]s (?=\p{Ll}+\b)(?!(?:a|an|the|not|been|going|so|too|very|in|on|at)\b)/gu,
    "$1 his ",
  ],
  [
    /(?<=\b(?:[Bb]ut|[Bb]ecause|and|[Hh]owever|that|as|so|think|know|say) |^|[.!?] |, )([Ii]t)s (?=(?:close|good|bad|great|cheap|hard|easy|clear|true|likely|possible|impossible|important|late|early|fine|expensive|ready|over|done)(?: (?:to|for|that|enough|if|when|because)\b|[.,;!?]|$)|(?:cheaper|better|worse|easier|harder|faster|slower|bigger|smaller|more \p{L}+) th[ae]n\b|(?:too|also|always|never|still|here|there|up to|due to)\b)/gu,
    "$1's ",
  ],
  [/(?<=^|[.!?]\s)(These|Those) is\b/gu, "$1 are"],
  [/\b([Ii]) am agree\b/gu, "$1 agree"],
  [
    /(?<=[\s(]|^)i(?=(?:['’](?:m|ve|ll|d))?(?: (?:am|have|will|would|was|think|want|need|can|do|did|had|agree|believe|hope|know)\b|['’](?:m|ve|ll|d)\b))/gu,
    "I",
  ],
];

const SPACING: readonly (readonly [RegExp, Replacement])[] = [
  [/(?<=[\p{L}\p{N})\]”"’]) +(?=[,;:](?:\s|$))/gu, ""],
  [/(?<=[\p{L}\p{N})\]”"’]) +(?=[.!?](?:\s|$))(?!\.\.)/gu, ""],
  [/(?<=\p{L}{2}),(?=\p{L}{2})/gu, ", "],
  [/(?<=\p{L}{2});(?=\p{L}{2})/gu, "; "],
  // "Console.Write" is a name; a word in small letters ends a sentence.
  [/(?<=(?:^|\s)\p{Ll}{2,})\.(?=\p{Lu}\p{Ll}+\s)/gu, ". "],
  [/(?<=\p{Ll}{2})([!?])(?=\p{Lu}\p{Ll}+\s)/gu, "$1 "],
  [/\(\s+(?=\S)/gu, "("],
  [/(?<=\S)\s+\)/gu, ")"],
  [/(?<=\p{L}),,(?=\s)/gu, ","],
  [/(?<=\p{L})\.\.(?=\s|$)/gu, "."],
];

/** Words that stand twice on purpose now and then. */
const MAY_REPEAT =
  /^(?:that|had|is|was|do|very|so|no|ha|bye|blah|really|many|far|long|really|again|yes|there|her|you|in|on|so|knock|tut|duran|pago|wagga|who|will|can|may|must|might|out|up|over|off|by|back|run|mean|chop|dear)$/iu;

/**
 * Grammar slips that are certain: articles, doubled words, the commonest forms of agreement, its and it's, spaces around marks, capitals and full stops of
 * sentences. `prose`: it is a paragraph among paragraphs that end with a full stop.
 */
export function correctGrammar(text: string, prose: boolean): Correction[] {
  const found = [
    ...byRules(text, SLIPS),
    ...byRules(text, SPACING),
    ...articles(text),
    ...doubled(text),
    ...capitals(text, prose),
    ...(prose ? finalStop(text) : []),
  ];
  const taken: Correction[] = [];
  for (const one of found.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const before = taken.at(-1);
    if (before === undefined || one.start > before.end || (one.start === before.end && one.end > one.start))
      taken.push(one);
  }
  return taken;
}

function byRules(text: string, rules: readonly (readonly [RegExp, Replacement])[]): Correction[] {
  return rules.flatMap(([pattern, replacement]) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const now =
        typeof replacement === "function"
          ? replacement(match)
          : replacement.replaceAll(/\$(\d)/gu, (_, at: string) => match[Number(at)] ?? "");
      if (now === match[0]) return [];
      const spacing = /^[\s\p{P}]*$/u.test(match[0]) && /^[\s\p{P}]*$/u.test(now);
      return [
        {
          start: match.index,
          end: match.index + match[0].length,
          text: now,
          what: spacing ? "the space around a punctuation mark" : `'${match[0].trim()}' to '${now.trim()}'`,
        },
      ];
    }),
  );
}

function articles(text: string): Correction[] {
  return [...text.matchAll(/(?<=^|[\s("“])(an?)(\s+)(?=["“(]?([\p{L}\p{N}][\p{L}\p{N}'’-]*))/giu)].flatMap((match) => {
    const [whole, article = "", gap = "", word = ""] = match;
    // "Appendix A is", "vitamin A and": a letter, no article.
    if (article === "A" && !/(?:^|[.!?:]\s+|["“(])$/u.test(textBefore(text, match.index))) return [];
    if (/^(?:and|or|is|are|was|in|on|as|at|to|of|if|it|isn't)$/iu.test(word)) return [];
    const wanted = articleFor(word);
    if (wanted === null || wanted === article.toLowerCase()) return [];
    const cased = article.startsWith("A") ? wanted.charAt(0).toUpperCase() + wanted.slice(1) : wanted;
    return [
      {
        start: match.index,
        end: match.index + whole.length - gap.length,
        text: cased,
        what: `'${article} ${word}' to '${cased} ${word}'`,
      },
    ];
  });
}

function doubled(text: string): Correction[] {
  return [
    ...text.matchAll(/(?<![\p{L}\p{N}'’-])(\p{Ll}[\p{L}'’]*|\p{Lu}\p{Ll}*)([^\S\n]+)\1(?![\p{L}\p{N}'’-])/giu),
  ].flatMap((match) => {
    const [whole, word = ""] = match;
    const second = whole.slice(whole.length - word.length);
    if (MAY_REPEAT.test(word) || /\d/u.test(word) || (/^\p{Lu}/u.test(second) && word === second)) return [];
    return [
      {
        start: match.index + word.length,
        end: match.index + whole.length,
        text: "",
        what: `the doubled '${word.toLowerCase()}'`,
      },
    ];
  });
}

function capitals(text: string, prose: boolean): Correction[] {
  return sentencesOf(text).flatMap(({ start, end }, index) => {
    const sentence = text.slice(start, end);
    const word = /^\p{Ll}[\p{L}'’-]*/u.exec(sentence)?.[0];
    if (
      word === undefined ||
      /\p{Lu}/u.test(word) ||
      /^[a-z]$/u.test(word) ||
      /^(?:https?|www|e-mail|iphone)\b/u.test(sentence)
    )
      return [];
    // A passage that begins small may be meant so (a label, a fragment); only what follows a full sentence is certain.
    if (index === 0 && !prose) return [];
    if (index === 0 && !(/[.!?]$/u.test(sentence) && sentence.split(/\s+/u).length >= 4)) return [];
    if (index > 0 && /(?:…|["”’)\]])\s*$/u.test(textBefore(text, start))) return [];
    return [
      {
        start,
        end: start + 1,
        text: sentence.charAt(0).toUpperCase(),
        what: `the small letter of '${word}' at the beginning of a sentence`,
      },
    ];
  });
}

function finalStop(text: string): Correction[] {
  const trimmed = text.trimEnd();
  const sentences = sentencesOf(trimmed);
  const last = sentences.at(-1);
  // Lines of an address or of the head of a letter are no sentences.
  if (/\s\n|[^.!?:\s]\s*\n/u.test(trimmed)) return [];
  if (last === undefined || !/[\p{Ll}\p{N})]$/u.test(trimmed)) return [];
  const words = trimmed.slice(last.start).split(/\s+/u).length;
  const capital = /^["“(]?\p{Lu}/u.test(trimmed.slice(last.start));
  if (!capital || words < (sentences.length > 1 ? 3 : 6) || !FINITE.test(trimmed.slice(last.start))) return [];
  return [{ start: trimmed.length, end: trimmed.length, text: ".", what: "the missing full stop" }];
}

/** A verb of a sentence; without one it may be a caption or a line of an address. */
const FINITE =
  /\b(?:is|are|was|were|has|have|had|will|would|can|could|shall|should|may|might|must|do|does|did|we|they|it|you|i|he|she)\b/iu;
