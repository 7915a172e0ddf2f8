import { findLanguage, HeadwayError } from "@headway-jobs/contract";
import { parse } from "csv-parse/sync";
import { MAX_LANGUAGES, MAX_TERM_CHARS, MAX_TERMS, type Texts } from "./dictionary.ts";

const DELIMITERS = [",", ";", "\t"] as const;
/** More rows than this are not even counted. */
const MAX_ROWS = 10 * MAX_TERMS;

/**
 * Terms of a CSV file: a header of language tags or ids, then a term in each row. Comma, semicolon or tabulator; UTF-8. Rows with fewer than two
 * texts are left out and counted. INVALID_INPUT, naming the row, for everything else.
 */
export function readDictionaryFile(bytes: Uint8Array): { readonly terms: readonly Texts[]; readonly leftOut: number } {
  const [header, ...rows] = rowsOf(textOf(bytes));
  if (header === undefined) throw refused("The file is empty.");
  const languages = languagesOf(header);
  const found = rows.map((row, index) => textsOf(row, languages, index + 2));
  const terms = found.filter((texts) => texts.length >= 2);
  if (terms.length === 0) throw refused("The file has no row with a term in two languages.");
  if (terms.length > MAX_TERMS) throw refused(`A dictionary holds at most ${MAX_TERMS} terms; the file has more.`);
  return { terms, leftOut: found.length - terms.length };
}

/** A refusal of the file, as validation words it. */
export function refused(msg: string): HeadwayError {
  return new HeadwayError("INVALID_INPUT", msg, {
    errors: [{ loc: ["body", "dictionary_file"], msg, type: "invalid_file" }],
  });
}

function textOf(bytes: Uint8Array): string {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  if (isZip) throw refused("This is an Excel file or an archive; save the table as CSV (UTF-8) and send that.");
  const text = decoded(bytes);
  if (text === null || /[^\P{Cc}\t\r\n]/u.test(text)) throw refused("The file is not text in UTF-8.");
  return text;
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function rowsOf(text: string): string[][] {
  const firstLine = text.split(/\r?\n|\r/u).find((line) => line.trim() !== "") ?? "";
  const count = (delimiter: string): number => firstLine.split(delimiter).length;
  const delimiter = DELIMITERS.toSorted((a, b) => count(b) - count(a))[0] ?? ",";
  try {
    return parse(text, {
      delimiter,
      bom: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      to: MAX_ROWS,
    });
  } catch (error) {
    // The library's sentence names the line and what is wrong with its quotes.
    throw refused(`The file is not CSV: ${error instanceof Error ? error.message : "it cannot be read"}`);
  }
}

function languagesOf(header: readonly string[]): number[] {
  const ids = header.map((cell) => {
    const language = findLanguage(/^\d+$/u.test(cell) ? Number(cell) : cell);
    if (language === undefined) {
      throw refused(`The first row names the languages, by tag or id; "${cell.slice(0, 40)}" is none.`);
    }
    return language.id;
  });
  if (ids.length < 2 || ids.length > MAX_LANGUAGES) {
    throw refused(`The first row must name 2 to ${MAX_LANGUAGES} languages.`);
  }
  if (new Set(ids).size < ids.length) throw refused("The first row names a language twice.");
  return ids;
}

function textsOf(row: readonly string[], languages: readonly number[], number: number): Texts {
  if (row.slice(languages.length).some((cell) => cell !== "")) {
    throw refused(`Row ${number} has more cells than the first row has languages.`);
  }
  return languages.flatMap((language, at) => {
    const text = (row[at] ?? "").replaceAll(/\s+/gu, " ").trim();
    if (text.length > MAX_TERM_CHARS) {
      throw refused(`Row ${number} has a term of more than ${MAX_TERM_CHARS} characters.`);
    }
    return text === "" ? [] : [{ language, text }];
  });
}
