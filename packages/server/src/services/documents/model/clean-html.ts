import { HeadwayError } from "@headway-jobs/contract";
import { sanitiseChunk } from "@headway-jobs/html-document/admit";

/** A model's HTML as it may stand in the document, with the tag of its first element (empty for bare text); null when nothing usable is left of it. */
export function cleanHtml(html: string): { readonly html: string; readonly tag: string } | null {
  const clean = sanitised(html).trim();
  if (clean === "") return null;
  return { html: clean, tag: /^<([a-z][a-z0-9]*)/.exec(clean)?.[1] ?? "" };
}

function sanitised(html: string): string {
  try {
    return sanitiseChunk(html);
  } catch (error) {
    // HTML that is nested too deep is not usable.
    if (error instanceof HeadwayError) return "";
    throw error;
  }
}
