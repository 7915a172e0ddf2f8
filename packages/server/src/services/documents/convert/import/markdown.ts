import { toHtml } from "hast-util-to-html";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { toHast } from "mdast-util-to-hast";
import { gfm } from "micromark-extension-gfm";
import type { ImportedDocument } from "../conversion.ts";

/** GitHub's Markdown as HTML. HTML written in it stays, to be sanitised with the rest. */
export function htmlOfMarkdown(markdown: string): ImportedDocument {
  const { text, hadFrontMatter } = withoutFrontMatter(markdown);
  const tree = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const html = toHtml(toHast(tree, { allowDangerousHtml: true }), { allowDangerousHtml: true });
  return {
    html,
    warnings: hadFrontMatter ? ["The front matter (settings at the file's beginning) was left out."] : [],
  };
}

function withoutFrontMatter(markdown: string): { readonly text: string; readonly hadFrontMatter: boolean } {
  const matter =
    /^---[\t ]*\r?\n(?:[\w-]+:[^\n]*\n|[\t ]+[^\n]*\n|-[\t ][^\n]*\n|\r?\n)*?(?:---|\.\.\.)[\t ]*(?:\r?\n|$)/.exec(
      markdown,
    );
  return matter === null
    ? { text: markdown, hadFrontMatter: false }
    : { text: markdown.slice(matter[0].length), hadFrontMatter: true };
}
