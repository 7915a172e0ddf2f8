/** A text shorter than this says too little of its language. */
const MIN_CHARS = 60;
/** Of the words of a text in English at least so many stand in any text in English. */
const MIN_SHARE = 0.12;
const ENGLISH = new Set(
  "the a an of and or to in on at by for with from as is are was were be been it its this that these those not no we you i he she they our your their his her will shall can may must have has had do does if all any each which who what there one more than".split(
    " ",
  ),
);
const OTHERS: readonly (readonly [string, ReadonlySet<string>])[] = [
  [
    "German",
    words(
      "der die das und ist ein eine einer einen dem den des nicht mit zu zum zur auf für von im wir sie ich auch bei aus nach über sich wird sind werden oder",
    ),
  ],
  [
    "Spanish",
    words(
      "el la los las un una unos unas de del y es en que por para con se su al lo como más pero sus este esta son fue o nuestro nuestra",
    ),
  ],
  [
    "French",
    words(
      "le la les un une des de du et est en que qui dans pour par sur avec au aux ce cette ces il elle nous vous pas plus son sa ses sont ou",
    ),
  ],
  [
    "Italian",
    words("il lo la i gli le un una di del della e è che in per con non si da al alla sono come più questo questa nel"),
  ],
  [
    "Portuguese",
    words("o a os as um uma de do da dos das e é que em no na para por com não se ao mais como são seu sua"),
  ],
  ["Dutch", words("de het een en van is in op te dat die voor met niet zijn aan er om ook als bij wordt naar wij")],
];

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}

/** The language that a text is surely in instead of English, by its small words; null for English and for what is too short to tell. */
export function otherLanguage(text: string): string | null {
  if (text.length < MIN_CHARS) return null;
  const found = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const share = (known: ReadonlySet<string>): number =>
    found.filter((word) => known.has(word)).length / Math.max(1, found.length);
  const english = share(ENGLISH);
  const [name, best] = OTHERS.map(([language, known]) => [language, share(known)] as const).reduce((a, b) =>
    b[1] > a[1] ? b : a,
  );
  return best >= MIN_SHARE && best > english * 2 ? name : null;
}
