const LINE_BEFORE = new Set(
  (
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption tr blockquote pre hr div section article aside header footer nav main " +
    "address figure figcaption details summary"
  ).split(" "),
);

/** HTML as a person would read it aloud: one line for each block, items with their marks, cells apart. */
export function readableText(html: string): string {
  const lines: string[] = [""];
  const write = (text: string): void => {
    const last = lines.length - 1;
    const before = lines[last] ?? "";
    lines[last] = before === "" || before.endsWith(" ") ? before + text.trimStart() : before + text;
  };
  read(parsed(html).body, write, () => lines.push(""));
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");
}

function read(node: Node, write: (text: string) => void, newLine: () => void): void {
  if (node.nodeType === Node.TEXT_NODE) return write((node.textContent ?? "").replaceAll(/\s+/g, " "));
  if (!(node instanceof Element)) return;
  const tag = node.localName;
  if (tag === "style" || tag === "script" || tag === "title") return;
  if (tag === "br" || LINE_BEFORE.has(tag)) newLine();
  if (tag === "li") write(markOf(node));
  if (tag === "img") write(`[picture: ${node.getAttribute("alt") ?? ""}]`);
  if ((tag === "td" || tag === "th") && node.previousElementSibling !== null) write(" | ");
  for (const child of node.childNodes) read(child, write, newLine);
  if (LINE_BEFORE.has(tag)) newLine();
}

function markOf(item: Element): string {
  const list = item.parentElement;
  if (list?.localName !== "ol") return "• ";
  return `${[...list.children].indexOf(item) + Number(list.getAttribute("start") ?? 1)}. `;
}

/** The markup itself, without the server's ids: what is compared when two texts read alike. */
export function readableMarkup(html: string): string {
  const { body } = parsed(html);
  for (const element of body.querySelectorAll("[data-chunk-id]")) element.removeAttribute("data-chunk-id");
  return body.innerHTML;
}

/** A document of its own: nothing in it runs or loads. */
export function parsed(html: string): Document {
  return new DOMParser().parseFromString(html, "text/html");
}
