import { createHash } from "node:crypto";
import { createCanvas } from "@napi-rs/canvas";
import { describe, expect, it } from "vitest";
import { fontBook, type Face } from "./fonts.ts";

const REGULAR: Face = { family: "sans", weight: 400, italic: false };
const BOLD: Face = { family: "sans", weight: 700, italic: false };

const SAMPLES = [
  ["en", "Learning ŵ œ € “–”"],
  ["es", "¿Qué es el aprendizaje? ñ ü"],
  ["ru", "Машинное обучение Ёё"],
  ["el", "Μηχανική μάθηση ώ"],
  ["vi", "Học máy là gì ộ ữ"],
  ["zh", "机器学习研究算法，。"],
  ["ja", "機械学習とパターン「例」"],
  ["ko", "기계 학습은 기술이다"],
  ["ar", "التعلم الآلي"],
  ["he", "למידת מכונה"],
  ["hi", "मशीन लर्निंग क्षत्रिय।"],
  ["mr", "यंत्र शिक्षण म्हणजे"],
  ["bn", "মেশিন লার্নিং ক্ষ"],
  ["pa", "ਮਸ਼ੀਨ ਸਿਖਲਾਈ"],
  ["gu", "મશીન લર્નિંગ"],
  ["or", "ଯନ୍ତ୍ର ଶିକ୍ଷା"],
  ["ta", "இயந்திர கற்றல்"],
  ["te", "యంత్ర అభ్యాసం"],
  ["kn", "ಯಂತ್ರ ಕಲಿಕೆ"],
  ["ml", "യന്ത്ര പഠനം"],
  ["en", "∑ √ ∫ ≤ ≥ ≠ ≈ ∞ ∂ ∇ → ⇒ ∈ α θ π"],
  ["en", "✓ ★ ■ ● ▲"],
] as const;

describe("fonts", () => {
  it.each(SAMPLES)("of %s draw no missing-glyph box in “%s”", async (language, text) => {
    const fonts = fontBook(language);
    await fonts.prepare([text]);
    expect(fonts.missing(text)).toEqual([]);
    for (const face of [REGULAR, BOLD]) {
      const families = fonts.families(text, face);
      const letters = [...text].filter((c) => /\p{L}|\p{N}|\p{S}/u.test(c));
      // Characters that no font in the list has would all be drawn as the same box.
      const drawn = new Map(letters.map((c) => [c, glyphHash(c, face, families)]));
      const box = glyphHash("\u{10fffd}", face, families);
      expect([...drawn].filter(([, hash]) => hash === box)).toEqual([]);
      expect(new Set(drawn.values()).size).toBe(drawn.size);
    }
  });

  it("names only families that are registered, the base face first", async () => {
    const fonts = fontBook("ja");
    await fonts.prepare(["Deep 学習"]);
    const families = fonts.families("Deep 学習", BOLD);
    expect(families.startsWith('"inter-latin-700"')).toBe(true);
    expect(families).toContain("noto-sans-jp");
  });

  it("prefers the forms of the deck's language for characters that several share", async () => {
    const families = await Promise.all(
      ["zh", "ja", "ko"].map(async (language) => {
        const fonts = fontBook(language);
        await fonts.prepare(["骨"]);
        return fonts.families("骨", REGULAR);
      }),
    );
    expect(families.map((f) => /noto-sans-(sc|jp|kr)/.exec(f)?.[1])).toEqual(["sc", "jp", "kr"]);
  });

  it("tell which characters they lack", () => {
    expect(fontBook("en").missing("a\u{12000}b")).toEqual(["\u{12000}"]);
  });
});

function glyphHash(character: string, face: Face, families: string): string {
  const canvas = createCanvas(120, 120);
  const ctx = canvas.getContext("2d");
  ctx.font = `${face.weight} 64px ${families}`;
  ctx.fillText(character, 20, 84);
  return createHash("sha1").update(canvas.data()).digest("hex");
}
