import { parsed } from "../readable.ts";

const NAMES: Readonly<Record<string, string>> = {
  img: "pictures",
  table: "tables",
  caption: "table captions",
  dl: "definition lists",
  figure: "figures",
  sup: "superscripts",
  sub: "subscripts",
};

/** One sentence on what the editor could not take up of a document; empty when nothing is lost. */
export function lostByEditing(before: string, after: string): string {
  const [old, now] = [parsed(before).body, parsed(after).body];
  const fewer = (selector: string): boolean =>
    now.querySelectorAll(selector).length < old.querySelectorAll(selector).length;
  const lost = Object.keys(NAMES)
    .filter(fewer)
    .map((tag) => NAMES[tag]);
  if (fewer("[style], [class], font")) lost.push("colours and fonts");
  if (lost.length === 0) return "";
  return `Editing here removes what this editor does not support: ${lost.join(", ")}. Close it without typing to keep the document as it is.`;
}
