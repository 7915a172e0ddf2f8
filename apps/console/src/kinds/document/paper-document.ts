import { parsed } from "./readable.ts";
import paperStyle from "./paper-style.css?raw";

/** What happened to a chunk, by its id. */
export type Marks = ReadonlyMap<string, "edit" | "create">;

/**
 * A whole page that shows a document: with the marks of its changes, and without what a frame of the console may not do, that is follow links and
 * load from other hosts. What is downloaded is the document itself.
 */
export function paperDocument(html: string, marks: Marks): string {
  const page = parsed(html);
  for (const link of page.querySelectorAll("a[href]:not([href^='#'])")) {
    link.setAttribute("title", link.getAttribute("href") ?? "");
    link.removeAttribute("href");
  }
  for (const picture of page.querySelectorAll("img:not([src^='data:'])")) picture.removeAttribute("src");
  for (const element of page.querySelectorAll("script, meta, link, base")) element.remove();
  for (const [chunkId, mark] of marks) {
    page.querySelector(`[data-chunk-id="${CSS.escape(chunkId)}"]`)?.setAttribute("data-mark", mark);
  }
  const style = page.createElement("style");
  style.textContent = paperStyle;
  // Before the document's own, which may then differ.
  page.head.prepend(style);
  page.documentElement.lang ||= "en";
  return `<!doctype html>${page.documentElement.outerHTML}`;
}
