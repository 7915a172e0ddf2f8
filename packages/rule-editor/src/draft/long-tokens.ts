import { count } from "../say.ts";
import { isElement, isText, type Parent } from "./tree.ts";

/** No word, name or address is longer; pasted base64, sequences and minified code are. */
const MOST_CHARS = 500;

/** Scripts without blanks between words make long stretches of plain prose. */
const UNSPACED =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}\\p{Script=Tibetan}";

/** Also whatever holds a character that stands for a token here: no text from outside may be taken for one. */
const LONG = new RegExp(`[^\\s${UNSPACED}]{${MOST_CHARS},}|[\\uFDD0-\\uFDEF]+`, "gu");

/** U+FDD0 to U+FDEF are characters of no text (Unicode, section 23.7): rules find neither letter, blank nor mark in them. */
const STANDS_FOR = /\uFDE0([\uFDD0-\uFDDF]+)\uFDE1/gu;

/**
 * Takes tokens of hundreds of characters out of a document's texts while rules read them, so that no rule's cost grows with their length, and
 * puts them back into what is made of it.
 */
export class LongTokens {
  readonly #numbers = new Map<string, number>();
  readonly #tokens: string[] = [];

  /** Puts a few characters in the place of each long token below the node; the same token gets the same ones. */
  takeFrom(node: Parent): void {
    for (const child of node.childNodes) {
      if (isText(child)) {
        if (child.value.length >= MOST_CHARS || /[\uFDD0-\uFDEF]/u.test(child.value))
          child.value = child.value.replaceAll(LONG, (token) => this.#markOf(token));
      } else if (isElement(child)) this.takeFrom(child);
    }
  }

  /** HTML with the tokens in it again. */
  putBack(html: string): string {
    if (this.#tokens.length === 0) return html;
    return html.replaceAll(STANDS_FOR, (mark, digits: string) => {
      const token = this.#tokens[numberOf(digits)];
      return token === undefined ? mark : escaped(token);
    });
  }

  /** A sentence for people, with dots in their place. */
  without(sentence: string): string {
    return this.#tokens.length === 0 ? sentence : sentence.replaceAll(/\uFDE0[\uFDD0-\uFDDF]*\uFDE1?/gu, "…");
  }

  /** What was not looked into; null when there is nothing of the kind. */
  warning(): string | null {
    const long = this.#tokens.filter((token) => token.length >= MOST_CHARS).length;
    if (long === 0) return null;
    const [them, were] = long === 1 ? ["it", "was"] : ["they", "were"];
    return `Rules do not look into stretches of ${MOST_CHARS} and more characters without a space: there ${long === 1 ? "is" : "are"} ${count(long, "such stretch").replace("stretchs", "stretches")}, and ${them} ${were} left as ${them} ${were}.`;
  }

  #markOf(token: string): string {
    const known = this.#numbers.get(token);
    const number = known ?? this.#tokens.push(token) - 1;
    if (known === undefined) this.#numbers.set(token, number);
    const digits = [...number.toString(16)].map((digit) => String.fromCharCode(0xfdd0 + Number.parseInt(digit, 16)));
    return `\uFDE0${digits.join("")}\uFDE1`;
  }
}

function numberOf(digits: string): number {
  return Number.parseInt([...digits].map((digit) => (digit.charCodeAt(0) - 0xfdd0).toString(16)).join(""), 16);
}

/** As a serializer writes text. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("\u00A0", "&nbsp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
