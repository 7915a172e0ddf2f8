import { Bookmark, ExternalHyperlink, ImageRun, InternalHyperlink, type ParagraphChild, TextRun } from "docx";
import { defaultTreeAdapter } from "parse5";
import type { ChildNode, Element } from "@headway-jobs/html-document/parse";
import { attributeOf } from "../tree.ts";
import { type Looks, looksInside } from "./looks.ts";
import { pictureOf } from "./pictures.ts";
import type { Writing } from "./writing.ts";

/** Word takes what XML takes: no control characters. */
// eslint-disable-next-line no-control-regex
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** The runs of what stands in a paragraph; white space collapses over all of them, as browsers do it. */
export function runsOf(
  nodes: readonly ChildNode[],
  looks: Looks,
  writing: Writing,
  maxWidthPx: number,
): ParagraphChild[] {
  return new Runs(writing, maxWidthPx).of(nodes, looks);
}

class Runs {
  readonly #writing: Writing;
  readonly #maxWidthPx: number;
  #afterSpace = true;

  constructor(writing: Writing, maxWidthPx: number) {
    this.#writing = writing;
    this.#maxWidthPx = maxWidthPx;
  }

  of(nodes: readonly ChildNode[], looks: Looks): ParagraphChild[] {
    return nodes.flatMap((node) => {
      if (defaultTreeAdapter.isTextNode(node)) return this.#text(node.value, looks);
      return defaultTreeAdapter.isElementNode(node) ? this.#element(node, looks) : [];
    });
  }

  #text(value: string, looks: Looks): ParagraphChild[] {
    const clean = value.replaceAll(UNWRITABLE, "");
    const run = looks.rightToLeft ? { ...looks.run, rightToLeft: true } : looks.run;
    if (looks.preformatted) {
      this.#afterSpace = false;
      return clean
        .split("\n")
        .map((text, index) => new TextRun({ ...run, text, ...(index === 0 ? {} : { break: 1 }) }));
    }
    let text = clean.replaceAll(/[\t\n\r ]+/g, " ");
    if (this.#afterSpace && text.startsWith(" ")) text = text.slice(1);
    if (text === "") return [];
    this.#afterSpace = text.endsWith(" ");
    return [new TextRun({ ...run, text })];
  }

  #element(element: Element, outer: Looks): ParagraphChild[] {
    const { tagName } = element;
    if (tagName === "style") return [];
    if (tagName === "br") {
      this.#afterSpace = true;
      return [new TextRun({ ...outer.run, break: 1 })];
    }
    const looks = looksInside(element, outer);
    if (tagName === "img") return this.#picture(element, looks);
    const id = attributeOf(element, "id") ?? attributeOf(element, "name");
    const marks =
      id !== undefined && this.#writing.targets.has(id)
        ? [new Bookmark({ id: this.#writing.bookmarkOf(id), children: [] })]
        : [];
    if (tagName === "a") return [...marks, ...this.#link(element, looks)];
    if (tagName !== "q") return [...marks, ...this.of(element.childNodes, looks)];
    this.#afterSpace = false;
    const [open, close] = ["“", "”"].map((text) => new TextRun({ ...looks.run, text }));
    return [open, ...this.of(element.childNodes, looks), close].filter((child) => child !== undefined);
  }

  #link(element: Element, looks: Looks): ParagraphChild[] {
    const href = attributeOf(element, "href")?.replaceAll(UNWRITABLE, "").trim() ?? "";
    const isTarget = href.startsWith("#") && this.#writing.targets.has(href.slice(1));
    if (!isTarget && !/^(?:https?|mailto|tel|ftp):/i.test(href)) return this.of(element.childNodes, looks);
    const children = this.of(element.childNodes, { ...looks, run: { ...looks.run, style: "Hyperlink" } });
    if (children.length === 0) return [];
    return isTarget
      ? [new InternalHyperlink({ anchor: this.#writing.bookmarkOf(href.slice(1)), children })]
      : [new ExternalHyperlink({ link: href, children })];
  }

  #picture(element: Element, looks: Looks): ParagraphChild[] {
    const alternative = (attributeOf(element, "alt") ?? "").replaceAll(UNWRITABLE, "");
    const picture = pictureOf(element, this.#maxWidthPx);
    this.#afterSpace = false;
    if (picture !== null)
      return [
        new ImageRun({
          ...picture,
          altText: { name: alternative.slice(0, 200) || "Picture", description: alternative },
        }),
      ];
    const src = attributeOf(element, "src") ?? "";
    if (/^https?:/i.test(src)) {
      this.#writing.warnings.add("Pictures that lie on other servers became links to them.");
      const text = alternative === "" ? src : alternative;
      return [
        new ExternalHyperlink({ link: src, children: [new TextRun({ ...looks.run, text, style: "Hyperlink" })] }),
      ];
    }
    this.#writing.warnings.add("Pictures that are no PNG, JPEG or GIF became their descriptions.");
    return alternative === "" ? [] : [new TextRun({ ...looks.run, text: `[${alternative}]` })];
  }
}
