import type { Question } from "./operation.ts";
import type { Read } from "./read-text.ts";
import { type Reading, readTarget, unitOf } from "./target.ts";

/** Questions that the document itself answers. */
export function readQuestion(text: string, reading: Reading): Read | null {
  const bare = text
    .replace(/[?!.\s]+$/u, "")
    .replace(/^(?:so|and|now|ok|okay|tell me|show me|do you know|let me know)[, ]+/iu, "")
    .trim();
  const scoped = splitScope(bare, reading);
  const question = askedAbout(scoped.text, reading) ?? askedAbout(bare, reading);
  if (question === null) return null;
  return {
    operation: { do: "question", about: question },
    ...(scoped.target === undefined ? {} : { target: scoped.target }),
  };
}

function splitScope(text: string, reading: Reading): Pick<Read, "target"> & { readonly text: string } {
  const at = text.search(/ (?:in|of|does|are there in|are in|has) (?=(?:the |this |section|paragraph|it\b)[^,]*$)/iu);
  if (at === -1) return { text };
  const target = readTarget(
    text
      .slice(at)
      .replace(/^ (?:are there in|are in|in|of|does|has) /iu, "")
      .replace(/ (?:have|contain|has|say)$/iu, ""),
    reading,
  );
  return target === null ? { text } : { text: text.slice(0, at), target };
}

function askedAbout(text: string, reading: Reading): Question | null {
  if (
    /^(?:help|what can (?:you|i) (?:do|ask|say)(?: here| for me)?|what (?:instructions|commands|edits) (?:do you (?:understand|know)|are there|can you do)|who are you|what are you|how (?:do|does) (?:you|this) work|hi|hello|hey)$/iu.test(
      text,
    )
  )
    return { ask: "abilities" };
  if (
    /^(?:how many|count(?: the)?|number of|what is the number of|what's the number of) words\b(?! (?:start|end|beg))/iu.test(
      text,
    ) ||
    /^(?:what is|what's|give me) the word count|^word count|^how long is (?:it|this|the (?:document|text))/iu.test(text)
  )
    return { ask: "words" };
  if (/^(?:how many|count(?: the)?) (?:characters|letters)\b/iu.test(text)) return { ask: "characters" };
  if (/^(?:how many|count(?: the)?) sentences\b/iu.test(text)) return { ask: "sentences" };
  if (
    /^how long (?:does it take|would it take|will it take) to read|^(?:what is|what's) the reading time|^reading time/iu.test(
      text,
    )
  )
    return { ask: "reading-time" };
  if (UNDO.test(text)) return { ask: "undo" };
  if (
    /^(?:what|which) (?:sections|headings|chapters)\b(?! (?:mention|contain|talk|discuss|include|refer|say|use))|^(?:list|show|give)(?: me)?(?: all)?(?: the)? (?:sections|headings|outline|chapters|section titles)|^(?:what is|what's) the (?:outline|structure)|^(?:show|give)(?: me)? (?:the|an) (?:outline|structure)|^outline$|^(?:what are the (?:sections|headings|chapters))/iu.test(
      text,
    )
  )
    return { ask: "outline" };
  if (
    /^(?:what is|what's) (?:this|the|it)(?: document| text)? about|^(?:give|write)(?: me)? (?:a|an) (?:short |brief |quick |executive )?(?:summary|overview)\b|^summari[sz]e\b/iu.test(
      text,
    )
  )
    return { ask: "summary" };
  const longest = /^(?:what is|what's|which is|which|find) (?:the )?(?:(\w+) is )?(?:the )?longest ?(\w+)?/iu.exec(
    text,
  );
  const longestUnit = longest === null ? null : unitOf(longest[2] ?? longest[1] ?? "");
  if (longestUnit !== null) return { ask: "longest", unit: longestUnit };
  const counted =
    /^(?:how many|count(?: the)?|number of) ([\p{L} -]+?)(?: (?:are there|are in|does|do we have|has it|exist|there are))?(?: .*)?$/iu.exec(
      text,
    )?.[1];
  const unit = counted === undefined ? null : unitOf(counted);
  if (unit !== null) return { ask: "units", unit };
  return askedOccurrences(text, reading);
}

const UNDO =
  /^(?:(?:undo|revert|roll ?back|take back|restore|reverse)(?: (?:it|that|this|them|all|everything|(?:all )?(?:the |my |your |those |these )?(?:(?:last|previous|latest|recent|earlier) )?(?:changes?|edits?|turns?|steps?|versions?|thing|one)))?|go back(?: .*)?)$/iu;

function askedOccurrences(text: string, reading: Reading): Question | null {
  const times =
    /^how (?:often|many times) (?:does|do|is|are|did) (?:the (?:word|phrase|name|term) )?(.+?) (?:appear|occur|mentioned|used|come up|show up|occurs|appears)\b/iu.exec(
      text,
    ) ??
    /^(?:count(?: the)?|number of|how many) (?:occurrences|instances|mentions|uses) of (?:the (?:word|phrase|name|term) )?(.+?)(?: are there)?$/iu.exec(
      text,
    );
  if (times !== null) return { ask: "occurrences", text: reading.plain(times[1] ?? ""), where: false };
  const where =
    /^where (?:does|do|is|are|did) (?:the (?:word|phrase|name|term) )?(.+?)(?: (?:appear|occur|mentioned|used|come up|found|defined|discussed))?$/iu.exec(
      text,
    ) ??
    /^(?:find|locate|search for)(?: all| every)?(?: (?:occurrences|mentions|instances) of)?(?: the (?:word|phrase|name|term))? (.+)$/iu.exec(
      text,
    ) ??
    /^(?:does (?:it|this|the (?:document|text)) (?:mention|contain|say|include)|is there (?:any )?(?:mention of|anything about)) (?:the (?:word|phrase|name|term) )?(.+)$/iu.exec(
      text,
    ) ??
    /^(?:which|what) (?:section|paragraph|part)s? (?:mentions?|contains?|talks? about|discuss(?:es)?|includes?|refers? to|says?|uses?) (.+)$/iu.exec(
      text,
    );
  if (where !== null) return { ask: "occurrences", text: reading.plain(where[1] ?? ""), where: true };
  const read =
    /^(?:what does|what is in|what's in|show me|read(?: me| out)?|quote)(?: the text of)? (.+?)(?: say)?$/iu.exec(
      text,
    )?.[1];
  const target = read === undefined ? null : readTarget(read, reading);
  return target === null ? null : { ask: "read", target };
}
