import { bareWords, listed, tokensOf } from "../lexicon/tokens.ts";

/** What opens a clause of its own, also where a recogniser writes no comma. */
const OPENING =
  /^(?:(?:and|so|then) )?(?:(?:i|we)(?:'\w+)?|(?:you|it|they|he|she)'ll|you will|let's|but|thanks|thank you|please|have an? (?:\w+ )?(?:nice|good|great|lovely|wonderful)|(?:would|could|can|will|do|did|have|are) you|(?:would|does|will|is) (?:that|it|this) (?:work|be|suit|okay|right|fine)|you know|(?:shall|should|can|could) (?:we|i)|how about|what about|(?:what|which|how|when|where|why|who) (?:\w+ ){0,2}?(?:is|are|was|do|does|did|can|could|would|will|should|have|has|may) (?:i|you|we|they|he|she|it|this|that|the|your|my|our)|why (?:don't|do|not)|is there|are there|goodbye|bye)\b/i;
/** After these a pronoun goes on with the clause: "what I said", "if we agree", "I think we should". */
const GLUE = new Set(
  listed(`if that when what where why how who whom whose which because cause than while until till before after since think thought know hope believe
    guess suppose say said mean wish like unless whether as and or so to can could would will shall should do did does have had has are is was were am
    may might must then now also time times day thing things one ones way all everything something anything nothing the a an for with of afraid
    told tell feel bet once though although even just really maybe perhaps not i we you`),
);
/** "I'm sure we …" goes on; "about that we …" and "sure I'll …" do not. */
const GOES_ON = /\b(?:i'm|am|are|be|not|pretty|quite) sure$/i;
const ENDS = /\b(?:about|like|hear|of|do|for|with|after) that$/i;
const CONDITION =
  /^(?:and |but |so |then |well |yes )*(?:if|when|once|unless|as soon as|because|since|before|after|until|although)\b/i;

/** The sentences of a text, each as it was written. */
export function sentencesOf(text: string): string[] {
  return (text.match(/.+?(?:[.!?…]+(?=\s|$)|$)/gsu) ?? []).map((part) => part.trim()).filter((part) => part !== "");
}

/** The clauses of a text, each as it was written; conditions stay with what depends on them. */
export function clausesOf(text: string): string[] {
  return sentencesOf(text).flatMap((sentence) => {
    const clauses: string[] = [];
    let from = 0;
    for (const { index } of sentence.matchAll(/\s+/g)) {
      const before = sentence.slice(from, index).trim();
      if (before === "" || !isBoundary(before, sentence.slice(index).trim())) continue;
      clauses.push(before.replace(/[,;:—-]+$/u, "").trim());
      from = index;
    }
    return [...clauses, sentence.slice(from).trim()].filter((clause) => clause !== "");
  });
}

function isBoundary(before: string, rest: string): boolean {
  if (!OPENING.test(rest) || CONDITION.test(before)) return false;
  if (/[,;:—]$/u.test(before)) return true;
  const last = tokensOf(before).at(-1)?.word ?? "";
  return /^but\b/i.test(rest) || ENDS.test(before) || !(GLUE.has(last) || GOES_ON.test(before));
}

/** The part of a text that matters: the first clause that says it, else the sentence, else all of it. `says` gets bare words. */
export function clauseThat(text: string, says: (bare: string) => boolean): string {
  const said = (part: string): boolean => says(bareWords(tokensOf(part)));
  return clausesOf(text).find(said) ?? sentencesOf(text).find(said) ?? text.trim();
}
