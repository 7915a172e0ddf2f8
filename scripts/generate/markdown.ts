/** A Markdown table; `|` in a cell is escaped. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(header), `|${"---|".repeat(header.length)}`, ...rows.map(line)].join("\n");
}

export function generatedPage(title: string, source: string, parts: readonly string[]): string {
  return `${[`# ${title}`, `<!-- Made from ${source} by \`npm run generate\`; do not edit. -->`, ...parts].join("\n\n")}\n`;
}
