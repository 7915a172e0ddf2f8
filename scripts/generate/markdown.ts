/** A Markdown table; `|` in a cell is escaped. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [tableLine(header), `|${"---|".repeat(header.length)}`, ...rows.map(tableLine)].join("\n");
}

export function generatedPage(title: string, source: string, parts: readonly string[]): string {
  return `${[`# ${title}`, `<!-- Made from ${source} by \`npm run generate\`; do not edit. -->`, ...parts].join("\n\n")}\n`;
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}
