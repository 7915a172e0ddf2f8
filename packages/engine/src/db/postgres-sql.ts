/** A statement as PostgreSQL takes it. */
export interface NumberedSql {
  readonly text: string;
  /** Name under which each connection prepares it once; undefined for texts that rarely come again. */
  readonly name: string | undefined;
}

/** The wire protocol counts parameters in 16 bits. */
const MAX_PARAMETERS = 65_535;
/** Statements of up to this many rows come again and again (group commit), so each size is prepared once. */
const MAX_NAMED_ROWS = 8;
const MAX_ROWS_PER_STATEMENT = 1000;

/** Names and numbered texts by SQL text. One instance for all connections of a pool, as names must mean the same on each. */
export class StatementNames {
  readonly #byText = new Map<string, NumberedSql>();
  #count = 0;

  /** `?` becomes `$1`, `$2`, … outside string literals, quoted names and comments. */
  numbered(sql: string): NumberedSql {
    let statement = this.#byText.get(sql);
    if (statement === undefined) {
      this.#count += 1;
      statement = { text: numberParameters(sql), name: `headway_${this.#count}` };
      this.#byText.set(sql, statement);
    }
    return statement;
  }

  /** `INSERT … VALUES (?, ?) …` for `rowCount` rows at once. */
  many(sql: string, rowCount: number): NumberedSql {
    if (rowCount <= MAX_NAMED_ROWS) return this.numbered(repeatValues(sql, rowCount));
    return { text: numberParameters(repeatValues(sql, rowCount)), name: undefined };
  }
}

/** Splits rows so that no statement has more parameters or rows than PostgreSQL handles well. */
export function chunkRows<T extends readonly unknown[]>(rows: readonly T[]): readonly (readonly T[])[] {
  const width = Math.max(1, rows[0]?.length ?? 1);
  const size = Math.max(1, Math.min(MAX_ROWS_PER_STATEMENT, Math.floor(MAX_PARAMETERS / width)));
  const chunks: (readonly T[])[] = [];
  for (let start = 0; start < rows.length; start += size) chunks.push(rows.slice(start, start + size));
  return chunks;
}

/** What a `?` does not count in: string literals, quoted names, comments. */
const TOKENS = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[^]*?\*\/|\?/g;

export function numberParameters(sql: string): string {
  let count = 0;
  return sql.replace(TOKENS, (token) => {
    if (token !== "?") return token;
    count += 1;
    return `$${count}`;
  });
}

/** Throws TypeError when the statement has no single `VALUES (…)` row to repeat. */
export function repeatValues(sql: string, rowCount: number): string {
  const start = /\bvalues\s*\(/i.exec(sql);
  if (start === null) throw new TypeError("insertMany needs a statement with one VALUES (…) row.");
  const open = start.index + start[0].length - 1;
  const end = closingParenthesis(sql, open);
  const row = sql.slice(open, end + 1);
  return sql.slice(0, open) + Array.from({ length: rowCount }, () => row).join(", ") + sql.slice(end + 1);
}

function closingParenthesis(sql: string, open: number): number {
  let depth = 0;
  for (const token of sql.slice(open).matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]/g)) {
    if (token[0] === "(") depth += 1;
    else if (token[0] === ")") depth -= 1;
    if (depth === 0) return open + token.index;
  }
  throw new TypeError("insertMany needs a VALUES row that closes its parenthesis.");
}
