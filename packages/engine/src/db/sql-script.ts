/** Statements of a `.sql` file, in order, without comments and without the semicolons that end them. */
export function splitStatements(script: string): readonly string[] {
  const statements: string[] = [];
  let statement = "";
  for (const [token] of script.matchAll(TOKENS)) {
    if (token === ";") {
      statements.push(statement);
      statement = "";
    } else if (!token.startsWith("--") && !token.startsWith("/*")) {
      statement += token;
    }
  }
  statements.push(statement);
  return statements.map((text) => text.trim()).filter((text) => text !== "");
}

/** Comments, literals and quoted names whole; then the semicolon; then everything else. */
const TOKENS = /--[^\n]*|\/\*[^]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|;|[^-/'";]+|[-/'"]/g;
