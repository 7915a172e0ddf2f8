import { acronymsInLetters } from "./english-acronyms.ts";
import { formulasInWords } from "./english-formulas.ts";
import { quantitiesInWords } from "./english-quantities.ts";

/** English text written out in words, from the most specific form to the most general: what is left at the end is plain prose. */
export function toSpokenEnglish(text: string): string {
  return signsInWords(
    acronymsInLetters(quantitiesInWords(formulasInWords(abbreviationsInWords(addressesInWords(text))))),
  );
}

/** `https://www.example.com/a?b=c` → example dot com; mail addresses with "at". */
function addressesInWords(text: string): string {
  return text
    .replace(/\b(?:https?|ftp):\/\/(?:www\.)?([\p{L}\p{N}.-]+)[^\s,;)]*/giu, (_url, host: string) => `${dotted(host)} `)
    .replace(/\bwww\.([\p{L}\p{N}.-]+)[^\s,;)]*/giu, (_url, host: string) => `${dotted(host)} `)
    .replace(/\b([\p{L}\p{N}._+-]+)@([\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)/gu, (_mail, name: string, host: string) => {
      return `${dotted(name)} at ${dotted(host)}`;
    })
    .replace(/\b([a-z][a-z0-9-]{2,})\.(com|org|net|io|dev|ai|edu|gov)\b/giu, "$1 dot $2")
    .replace(/(?<![\p{L}\p{N}.])\.(?=\p{Ll}{2,5}\b)/gu, "dot ");
}

const dotted = (name: string): string => name.replace(/\.+$/u, "").replaceAll(".", " dot ");

type Rule = readonly [RegExp, string];

const ABBREVIATIONS: readonly Rule[] = [
  [/\be\.\s?g\.,?/giu, "for example,"],
  [/\bi\.\s?e\.,?/giu, "that is,"],
  [/\betc\.(?=\s+\p{Lu}|\s*$)/gu, "et cetera."],
  [/\betc\b\.?/giu, "et cetera"],
  [/\bet al\.?/gu, "and others"],
  [/\bvs?\.(?=\s)|\bvs\b/gu, "versus"],
  [/\bcf\.(?=\s)/gu, "compare"],
  [/\b(?:approx|ca)\.(?=\s)/giu, "approximately"],
  [/\bincl\.(?=\s)/giu, "including"],
  [/\bDr\.(?=\s+\p{Lu})/gu, "Doctor"],
  [/\bMr\.(?=\s)/gu, "Mister"],
  [/\bMrs\.(?=\s)/gu, "Missus"],
  [/\bMs\.(?=\s)/gu, "Miz"],
  [/\bProf\.(?=\s)/gu, "Professor"],
  [/\bSt\.(?=\s+\p{Lu})/gu, "Saint"],
  [/\bFigs?\.\s?(?=\d)/gu, "Figure "],
  [/\bEqs?\.\s?(?=[\d(])/gu, "Equation "],
  [/\bSec\.\s?(?=\d)/gu, "Section "],
  [/\bCh\.\s?(?=\d)/gu, "Chapter "],
  [/\bVol\.\s?(?=\d)/giu, "Volume "],
  [/\bNos?\.\s?(?=\d)/gu, "number "],
  [/\bpp?\.\s?(?=\d)/gu, "page "],
  [/\bmin\.(?=\s+\p{Ll})/gu, "minimum"],
  [/\bmax\.(?=\s+\p{Ll})/gu, "maximum"],
  [/\b(Jr|Sr)\.(?=\s|$)/gu, "$1"],
  [/\bInc\.(?=\s|,|$)/gu, "Incorporated"],
  [/\bLtd\.?(?=\s|,|$)/gu, "Limited"],
  [/\bCorp\.(?=\s|,|$)/gu, "Corporation"],
  [/\bJr\b/gu, "Junior"],
  [/\bSr\b/gu, "Senior"],
  [/\bPh\.?D\.?(?=\s|,|$)/gu, "P H D"],
  [/\ba\.k\.a\.|\baka\b/giu, "also known as"],
  [/\bw\/o\b/gu, "without"],
  [/\bw\/(?=\s)/gu, "with"],
  [/\band\/or\b/giu, "and or"],
  [/\bhe\/she\b/gu, "he or she"],
  [/\b50\/50\b/gu, "fifty-fifty"],
  [/\b24\/7\b/gu, "twenty-four seven"],
];

function abbreviationsInWords(text: string): string {
  return (
    applied(ABBREVIATIONS, text)
      // Letters with full stops: U.S., B.C., a.m. A full stop that also ends the sentence is put back.
      .replace(/\b(?:\p{L}\.){2,}/gu, (letters: string, offset: number, whole: string) => {
        const spelled = [...letters.replaceAll(".", "").toUpperCase()].map(letterName).join(" ");
        return whole.slice(offset + letters.length).trim() === "" ? `${spelled}.` : spelled;
      })
  );
}

/** A single letter A would be read as the article. */
const letterName = (letter: string): string => (letter === "A" ? "ay" : letter);

const SIGNS: readonly Rule[] = [
  [/\bC\+\+/gu, "C plus plus"],
  [/\b([CF])#/gu, "$1 sharp"],
  [/#\s?(?=\d|\p{L})/gu, "number "],
  [/\s*(?:->|=>|→|⇒|⟶|➜)\s*/gu, " to "],
  [/\s*(?:<->|↔|⇔)\s*/gu, " to and from "],
  [/\s*(?:!=|≠)\s*/gu, " is not equal to "],
  [/\s*(?:<=|≤)\s*/gu, " is at most "],
  [/\s*(?:>=|≥)\s*/gu, " is at least "],
  [/\s*(?:==|=)\s*/gu, " equals "],
  [/\s*(?:≈|≃|≅)\s*/gu, " is about "],
  [/\s*<\s*/gu, " is less than "],
  [/\s*>\s*/gu, " is greater than "],
  [/\s*±\s*/gu, " plus or minus "],
  [/\s*[×⋅]\s*/gu, " times "],
  [/\s*÷\s*/gu, " divided by "],
  [/\s*−\s*/gu, " minus "],
  [/\s*\+\s*/gu, " plus "],
  [/\s*&\s*/gu, " and "],
  [/∞/gu, " infinity "],
  [/√\s*/gu, " the square root of "],
  [/[∑]/gu, " the sum of "],
  [/[∏]/gu, " the product of "],
  [/∫/gu, " the integral of "],
  [/∂/gu, " partial "],
  [/∇/gu, " gradient of "],
  [/∈/gu, " in "],
  [/∪/gu, " union "],
  [/∩/gu, " intersected with "],
  [/∀/gu, " for all "],
  [/∃/gu, " there exists "],
  [/©/gu, " copyright "],
  [/[®™†‡]/gu, " "],
  [/§\s*/gu, " section "],
  [/%/gu, " percent "],
  [/°/gu, " degrees "],
  [/@/gu, " at "],
  [/(?:\.\.\.|…)\s*(?=\p{Ll})/gu, ", "],
  [/(?:\.\.\.|…)/gu, ". "],
  [/\s[–—-]\s|[—|•·‖]|-{2,}/gu, ", "],
  [/–/gu, "-"],
  [/[*_^~#`\\{}[\]$€£¥₹]+/gu, " "],
  [/[“”„«»‹›"]+/gu, " "],
  [/\s*[()]\s*/gu, ", "],
  [/’/gu, "'"],
  [/(?<=\p{L})\/(?=\p{L})|\//gu, " "],
];

const signsInWords = (text: string): string => applied(SIGNS, text);

function applied(rules: readonly Rule[], text: string): string {
  return rules.reduce((result, [pattern, words]) => result.replace(pattern, words), text);
}
