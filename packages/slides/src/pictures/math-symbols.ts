const GREEK_NAMES = [
  ..."alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho".split(" "),
  ..."finalsigma sigma tau upsilon phi chi psi omega".split(" "),
];

/** Greek letters by name: `theta` → θ, `Theta` → Θ. */
export const GREEK: ReadonlyMap<string, string> = new Map(
  GREEK_NAMES.flatMap((name, i): [string, string][] => [
    [name, String.fromCodePoint(0x3b1 + i)],
    [name.charAt(0).toUpperCase() + name.slice(1), String.fromCodePoint(0x391 + i)],
  ]),
);

/** Functions and operators that are set upright with a little space after them. */
export const FUNCTIONS: ReadonlySet<string> = new Set(
  (
    "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh log ln lg exp max min arg argmax argmin sup inf det dim " +
    "gcd mod sgn sign softmax relu ReLU Pr Var Cov tr rank"
  ).split(" "),
);

/** Operators that carry their limits above and below. */
export const BIG: ReadonlyMap<string, string> = new Map([
  ["sum", "∑"],
  ["∑", "∑"],
  ["prod", "∏"],
  ["product", "∏"],
  ["∏", "∏"],
  ["int", "∫"],
  ["integral", "∫"],
  ["∫", "∫"],
  ["lim", "lim"],
]);

/** Names of single signs, with and without a backslash; those that are also English words need it. */
export const NAMED_SIGNS: ReadonlyMap<string, string> = new Map([
  ["infinity", "∞"],
  ["infty", "∞"],
  ["partial", "∂"],
  ["nabla", "∇"],
  ["forall", "∀"],
  ["exists", "∃"],
  ["emptyset", "∅"],
  ["ldots", "…"],
  ["dots", "…"],
  ["cdots", "⋯"],
  ["degree", "°"],
  ["hbar", "ℏ"],
  ["ell", "ℓ"],
]);

const RELATIONS =
  "leq≤ le≤ geq≥ ge≥ neq≠ ne≠ approx≈ equiv≡ sim∼ propto∝ in∈ notin∉ subset⊂ subseteq⊆ " +
  "to→ rightarrow→ Rightarrow⇒ leftarrow← iff⇔ implies⇒ mid| parallel∥ perp⊥ mapsto↦ ll≪ gg≫";
const BINARIES = "times× cdot· div÷ pm± mp∓ cup∪ cap∩ wedge∧ vee∨ oplus⊕ otimes⊗ circ∘ ast∗ setminus∖";
const tableOf = (text: string): [string, string][] =>
  text.split(" ").map((entry) => [entry.replace(/.$/u, ""), [...entry].at(-1) ?? ""]);
export const NAMED_RELATIONS: ReadonlyMap<string, string> = new Map(tableOf(RELATIONS));
export const NAMED_BINARIES: ReadonlyMap<string, string> = new Map(tableOf(BINARIES));

/** ASCII spellings of signs, longest first. */
export const SPELLINGS: readonly (readonly [string, string])[] = [
  ["<=>", "⇔"],
  ["...", "…"],
  ["<=", "≤"],
  [">=", "≥"],
  ["!=", "≠"],
  ["~=", "≈"],
  ["==", "="],
  [":=", "≔"],
  ["->", "→"],
  ["=>", "⇒"],
  ["<-", "←"],
  ["+-", "±"],
  ["**", "^"],
];
export const RELATION_SIGNS = "=<>≤≥≠≈≡∼~∝∈∉⊂⊆→⇒←⇔↦≔≪≫∥⊥↔";
export const BINARY_SIGNS = "+-−*·×÷±∓∪∩∧∨⊕⊗∘∗∖";

/** Every sign that a formula can bring although its text does not contain it. */
export const MATH_CHARACTERS: string = [
  ...[GREEK, BIG, NAMED_SIGNS, NAMED_RELATIONS, NAMED_BINARIES].flatMap((table) => [...table.values()]),
  ...SPELLINGS.map(([, sign]) => sign),
  "−·/()[]|",
].join("");
