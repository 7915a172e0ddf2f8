export type TokenKind = "plain" | "keyword" | "string" | "number" | "comment" | "call";

export interface Token {
  readonly text: string;
  readonly kind: TokenKind;
}

/** Words that most languages reserve; colouring is a help to the eye, not a parser. */
const KEYWORDS = new Set(
  `abstract and as assert async await begin bool boolean break case catch char class const continue def default del delete do double elif else
  elsif end enum except export extends false final finally float fn for foreach from func function global go goto if implements import in
  include instanceof int interface is lambda let long loop match mod module mut namespace new nil none not null or package pass print private
  protected pub public raise range repeat require return select self short sizeof static string struct super switch then this throw throws
  trait true try type typedef typeof undefined union unless unsigned until use using val var void when where while with yield
  insert update create table join on group by order having limit values set into`.split(/\s+/),
);
const HASH_COMMENTS =
  /^(py|python|rb|ruby|sh|bash|zsh|shell|r|perl|pl|yaml|yml|toml|make|makefile|julia|elixir|dockerfile)$/i;
const DASH_COMMENTS = /^(sql|lua|haskell|hs|ada|elm)$/i;

/** Splits one line of code into coloured pieces that together are the line. */
export function tokenize(line: string, language: string): Token[] {
  const comment = HASH_COMMENTS.test(language)
    ? "#.*"
    : DASH_COMMENTS.test(language)
      ? "--.*"
      : "\\/\\/.*|\\/\\*.*?(?:\\*\\/|$)";
  const pattern = new RegExp(
    `(?<comment>${comment})|(?<string>"(?:[^"\\\\]|\\\\.)*"?|'(?:[^'\\\\]|\\\\.)*'?|\`(?:[^\`\\\\]|\\\\.)*\`?)` +
      "|(?<number>\\b\\d[\\w.]*)|(?<word>[\\p{L}_$][\\p{L}\\p{N}_$]*)|(?<rest>\\s+|.)",
    "gu",
  );
  const tokens: Token[] = [];
  for (const match of line.matchAll(pattern)) {
    const text = match[0];
    const kind = kindOf(match.groups ?? {}, line.slice(match.index + text.length));
    const last = tokens.at(-1);
    // Blanks join what stands before them, so that every token begins with ink.
    if (last !== undefined && (text.trim() === "" || (kind === "plain" && last.kind === "plain")))
      tokens[tokens.length - 1] = { ...last, text: last.text + text };
    else tokens.push({ text, kind });
  }
  return tokens;
}

function kindOf(groups: Readonly<Record<string, string | undefined>>, after: string): TokenKind {
  if (groups["comment"] !== undefined) return "comment";
  if (groups["string"] !== undefined) return "string";
  if (groups["number"] !== undefined) return "number";
  const word = groups["word"];
  if (word === undefined) return "plain";
  if (KEYWORDS.has(word) || KEYWORDS.has(word.toLowerCase())) return "keyword";
  return /^\s*\(/.test(after) ? "call" : "plain";
}
