const MAX_SHOWN = 140;

/** Someone's own words in quotation marks, cut at a word when long. */
export function quote(text: string, maxCharacters = MAX_SHOWN): string {
  const flat = text.replaceAll(/\s+/g, " ").trim().replaceAll('"', "'");
  if (flat.length <= maxCharacters) return `"${flat.replace(/[.]$/, "")}"`;
  const cut = flat.slice(0, maxCharacters);
  const space = cut.lastIndexOf(" ");
  return `"${cut.slice(0, space > maxCharacters / 2 ? space : maxCharacters)} …"`;
}
