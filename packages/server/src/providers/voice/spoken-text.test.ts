import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toSpokenText, toWrittenText } from "./spoken-text.ts";

const english = (text: string): string => toSpokenText(text, "en-us").text;

describe("English text written out for a voice", () => {
  it.each([
    // Acronyms
    ["AI and HTTP/2 run on GPUs.", "ay I and H T T P two run on G P U's."],
    ["NASA's JSON API", "Nasa's Jason ay P I"],
    ["Do NOT use vitamin A.", "Do not use vitamin ay."],
    ["THIS IS VERY IMPORTANT TEXT", "this is very important text"],
    ["GPT-4, H2O, MP3, 3D, 5G", "G P T four, H two O, M P three, three D, five G"],
    ["C++ and C#", "C plus plus and C sharp"],
    // Abbreviations
    [
      "Tools, e.g. hammers, i.e. things, vs. ideas etc.",
      "Tools, for example, hammers, that is, things, versus ideas et cetera.",
    ],
    ["Dr. Smith and Mrs. Jones, Ph.D., at 5 p.m.", "Doctor Smith and Missus Jones, P H D, at five P M."],
    ["He lives in the U.S. now", "He lives in the U S now"],
    ["See Fig. 3 and Eq. 4 on p. 5", "See Figure three and Equation four on page five"],
    // Numbers
    ["1,234,567 people", "one million two hundred and thirty-four thousand five hundred and sixty-seven people"],
    ["3.14 and .5 and −2", "three point one four and zero point five and minus two"],
    ["10–20 % of 3-5 pages", "ten to twenty percent of three to five pages"],
    ["1st, 2nd, 3rd, 12th, 21st", "first, second, third, twelfth, twenty-first"],
    ["1/2, 3/4 and 7/100", "one half, three quarters and seven over one hundred"],
    ["2½ hours", "two and one half hours"],
    ["version v1.2.3 of 007", "version version one point two point three of zero zero seven"],
    ["100k users, 2M rows", "one hundred thousand users, two million rows"],
    ["3x faster", "three times faster"],
    // Years, dates, times
    [
      "In 1998, 1905, 1800, 2005 and 2024",
      "In nineteen ninety-eight, nineteen oh five, eighteen hundred, two thousand five and twenty twenty-four",
    ],
    ["The 1990s and the '60s", "The nineteen nineties and the sixties"],
    ["2020–2024", "twenty twenty to twenty twenty-four"],
    [
      "On 2024-05-17 at 10:30, 9:05, 10:00",
      "On May seventeenth, twenty twenty-four at ten thirty, nine oh five, ten o'clock",
    ],
    ["Jan. 5, 2020", "January fifth, twenty twenty"],
    [
      "On 29 October 1969 and on the 1 May",
      "On the twenty-ninth of October nineteen sixty-nine and on the first of May",
    ],
    ["a 16:9 picture", "a sixteen to nine picture"],
    // Money
    [
      "$1, $3.50, €5, 20 €, £1,000",
      "one dollar, three dollars and fifty cents, five euros, twenty euros, one thousand pounds",
    ],
    ["$3.5 million and $2bn", "three point five million dollars and two billion dollars"],
    // Units
    [
      "5 km/h, 1 km, 16GB at 3.2 GHz",
      "five kilometers per hour, one kilometer, sixteen gigabytes at three point two gigahertz",
    ],
    ["−5 °C and 212°F", "minus five degrees Celsius and two hundred and twelve degrees Fahrenheit"],
    ["~50 ms", "about fifty milliseconds"],
    ["10–20 kg", "ten to twenty kilograms"],
    // Formulas and signs
    ["y = mx + b", "y equals mx plus b"],
    ["e = mc²", "e equals mc squared"],
    ["x^3 ≤ z_1 × 10⁻⁹", "x cubed is at most z one times ten to the power of minus nine"],
    ["1.5e6", "one point five times ten to the power of six"],
    ["Δx → 0 & α >= 0.05", "delta x to zero and alpha is at least zero point zero five"],
    ["f(x) = 2x + 1, O(n²)", "f of x equals two x plus one, O of n squared"],
    ["a < b, b > c, c ≠ d, 5 ÷ 2", "a is less than b, b is greater than c, c is not equal to d, five divided by two"],
    ["input/output, he/she, and/or", "input output, he or she, and or"],
    ["#1 choice", "number one choice"],
    // Addresses
    ["See https://www.example.com/a?b=c#d now", "See example dot com now"],
    ["the ending .org", "the ending dot org"],
    ["Write to me@mail.example.org.", "Write to me at mail dot example dot org."],
    // Remnants
    ["**Bold**, *soft*, `code`, [a link](http://a.b/c) <b>x</b>", "Bold, soft, code, a link x"],
    ["## Heading", "Heading"],
    ["I like 🎉 cats 👩‍👩‍👧 and 🇫🇷 dogs™ ❤️", "I like cats and dogs"],
    ["a — b … c (in brackets) “quoted”", "a, b, c, in brackets, quoted"],
    ["zero\u200bwidth \u202eright\u202c soft\u00adhyphen", "zerowidth right softhyphen"],
    ["one\u0000two \u001bthree", "one two three"],
  ])("%j is spoken as %j", (text, spoken) => {
    expect(english(text)).toBe(spoken);
  });

  it("shortens a word that would take minutes and says so", () => {
    const { text, shortened } = toSpokenText(`the ${"x".repeat(10_000)} end`, "en");
    expect(text).toBe(`the ${"x".repeat(24)} end`);
    expect(shortened).toBe(true);
  });

  it("leaves no sign that a voice would name or take for a command, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
        const spoken = english(text);
        expect(spoken).not.toMatch(/[\p{Cc}<>*_#`|{}[\]=\\^~$€]/u);
        expect(spoken).toBe(spoken.trim());
      }),
    );
  });

  it("leaves no digits behind", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9a-zA-Z .,:/%$€°+-]{0,60}$/), (text) => {
        expect(english(text)).not.toMatch(/[0-9]/);
      }),
    );
  });
});

describe("text of other languages", () => {
  it.each([
    ["es", "Hola **mundo** 😀 → 5 % de 1.000 €", "Hola mundo, 5 % de 1.000 €"],
    ["de", "Siehe https://www.beispiel.de/x?y=1 – „genau“ so", "Siehe beispiel.de, genau so"],
    ["hi", "यह `कोड` है।", "यह कोड है।"],
    ["fa", "می\u200cخواهم \u200c", "می\u200cخواهم"],
  ])("%s loses markup and noise, and keeps its words", (language, text, spoken) => {
    expect(toSpokenText(text, language).text).toBe(spoken);
  });
});

describe("text for a voice that understands writing", () => {
  it("keeps numbers and signs as they are", () => {
    expect(toWrittenText("**In 1998**, 5 % of $3 → `x²` 🎉").text).toBe("In 1998, 5 % of $3 → x²");
  });
});
