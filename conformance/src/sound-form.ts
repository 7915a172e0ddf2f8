const BOUNDARY = "headway-conformance";
export const FORM_HEADERS = { "content-type": `multipart/form-data; boundary=${BOUNDARY}` } as const;

const FILES = new Set(["file", "chunk"]);

/** A multipart form as text; `file` and `chunk` are sent as files. */
export function formBody(fields: Readonly<Record<string, string>>): string {
  const parts = Object.entries(fields).map(([name, value]) => {
    const file = FILES.has(name) ? `; filename="call.wav"\r\nContent-Type: application/octet-stream` : "";
    return `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${value}\r\n`;
  });
  return `${parts.join("")}--${BOUNDARY}--\r\n`;
}

const RATE_HZ = 8_000;
/** 1.98 s, and a number whose bytes are all ASCII. */
const SAMPLES = 0x3e_00;

/** A recording in which nobody speaks, every byte of it ASCII, so that it can stand in a text. */
export function quietWav(): string {
  const format = [number(1, 2), number(1, 2), number(RATE_HZ, 4), number(RATE_HZ, 4), number(1, 2), number(8, 2)].join(
    "",
  );
  return `RIFF${number(36 + SAMPLES, 4)}WAVEfmt ${number(16, 4)}${format}data${number(SAMPLES, 4)}${"@".repeat(SAMPLES)}`;
}

const number = (value: number, bytes: number): string =>
  String.fromCharCode(...Array.from({ length: bytes }, (_, at) => Math.floor(value / 256 ** at) % 256));
