import { Document, Packer, Paragraph } from "docx";
import type { ExportOptions } from "../../conversion.ts";
import type { ParentNode } from "@headway-jobs/html-document/parse";
import { firstHeading } from "../page.ts";
import { attributeOf, childElements, contentOf, treeWithoutIds } from "../tree.ts";
import { blocksOf } from "./blocks.ts";
import { PLAIN } from "./looks.ts";
import { pageFor } from "./page.ts";
import { Writing } from "./writing.ts";

/** A Word document. */
export async function docxOf(
  html: string,
  options: ExportOptions,
): Promise<{ readonly bytes: Uint8Array; readonly warnings: readonly string[] }> {
  const tree = treeWithoutIds(html);
  const content = contentOf(tree);
  const page = pageFor(options);
  const writing = new Writing(targetsIn(tree.root));
  const around = { looks: PLAIN, width: page.contentWidth, indent: 0, listLevel: 0, first: {} };
  const blocks = blocksOf(content, around, writing);
  const document = new Document({
    title: options.title ?? firstHeading(content) ?? "Document",
    creator: "Headway",
    styles: STYLES,
    numbering: { config: writing.lists },
    sections: [
      {
        properties: page.properties,
        children: blocks.at(-1) instanceof Paragraph ? blocks : [...blocks, new Paragraph({})],
      },
    ],
  });
  return { bytes: new Uint8Array(await Packer.toBuffer(document)), warnings: [...writing.warnings] };
}

const MONOSPACE = "Courier New";

// The ids and names under which Word and LibreOffice know these styles, so that they are found again when the file comes back.
const STYLES = {
  default: { document: { run: { font: "Calibri", size: 22 }, paragraph: { spacing: { after: 120 } } } },
  paragraphStyles: [
    { id: "Quote", name: "Quote", basedOn: "Normal", quickFormat: true, run: { italics: true } },
    { id: "Caption", name: "caption", basedOn: "Normal", quickFormat: true, run: { italics: true, size: 18 } },
    {
      id: "HTMLPreformatted",
      name: "HTML Preformatted",
      basedOn: "Normal",
      run: { font: MONOSPACE, size: 20 },
      paragraph: { spacing: { after: 0 } },
    },
  ],
  characterStyles: [{ id: "HTMLCode", name: "HTML Code", run: { font: MONOSPACE } }],
};

/** Ids that links in the document point to. */
function targetsIn(node: ParentNode): ReadonlySet<string> {
  const targets = new Set<string>();
  const visit = (parent: ParentNode): void => {
    for (const element of childElements(parent)) {
      const href = attributeOf(element, "href");
      if (element.tagName === "a" && href?.startsWith("#") === true && href.length > 1) targets.add(href.slice(1));
      visit(element);
    }
  };
  visit(node);
  return targets;
}
