/**
 * The programs Headway runs as child processes. One table, so that `headway doctor`, the set-up script's advice and the error of a job
 * that needs a missing program say the same.
 */
export interface Tool {
  /** Its name on PATH. */
  readonly program: string;
  readonly debianPackage: string;
  /** Null where Homebrew's core has no such package. */
  readonly brewPackage: string | null;
  /** What it is for, as the end of the sentence "… is needed to …". */
  readonly neededTo: string;
  /** How it says its version: the arguments, and where the version is in what it prints; null when it cannot. */
  readonly version: { readonly args: readonly string[]; readonly answer: RegExp } | null;
  /** Whether a run may take minutes, from file to file, and must therefore be ended when this process ends. */
  readonly isLong?: true;
}

export const TOOLS = {
  ffmpeg: {
    program: "ffmpeg",
    debianPackage: "ffmpeg",
    brewPackage: "ffmpeg",
    neededTo: "encode sound and video",
    version: { args: ["-version"], answer: /ffmpeg version (\S+)/ },
    isLong: true,
  },
  ffprobe: {
    program: "ffprobe",
    debianPackage: "ffmpeg",
    brewPackage: "ffmpeg",
    neededTo: "inspect sound and video files",
    version: { args: ["-version"], answer: /ffprobe version (\S+)/ },
  },
  flite: {
    program: "flite",
    debianPackage: "flite",
    brewPackage: "flite",
    neededTo: "speak English offline",
    version: { args: ["--version"], answer: /flite-(\d[\w.]*)/ },
  },
  "espeak-ng": {
    program: "espeak-ng",
    debianPackage: "espeak-ng",
    brewPackage: "espeak-ng",
    neededTo: "speak other languages offline",
    version: { args: ["--version"], answer: /text-to-speech: (\S+)/ },
  },
  apertium: {
    program: "apertium",
    debianPackage: "apertium",
    brewPackage: null,
    neededTo: "translate offline",
    version: { args: ["-V"], answer: /Apertium (\S+)/ },
  },
  pocketsphinx: {
    program: "pocketsphinx_batch",
    debianPackage: "pocketsphinx",
    brewPackage: "cmu-pocketsphinx",
    neededTo: "transcribe English offline",
    version: null,
  },
} as const satisfies Record<string, Tool>;

export type ToolName = keyof typeof TOOLS;

/** The sentence of `headway doctor`, of /ready and of TOOL_MISSING: what is missing, for what, and the command that installs it. */
export function missingToolSentence(name: ToolName, platform: NodeJS.Platform = process.platform): string {
  const tool: Tool = TOOLS[name];
  return `${name} is needed to ${tool.neededTo} but is not on PATH; ${installAdvice(tool, platform)}`;
}

function installAdvice(tool: Tool, platform: NodeJS.Platform): string {
  if (platform !== "darwin") return `install it with \`apt-get install ${tool.debianPackage}\`.`;
  if (tool.brewPackage === null) return "Homebrew has no package of it; see its own site.";
  return `install it with \`brew install ${tool.brewPackage}\`.`;
}
