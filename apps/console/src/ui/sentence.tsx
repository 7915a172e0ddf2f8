/** A sentence of the API. What it puts into backticks is a name to type. */
export function Sentence({ text }: { readonly text: string }) {
  return text.split("`").map((part, index) => (index % 2 === 0 ? part : <code key={part}>{part}</code>));
}
