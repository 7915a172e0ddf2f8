import type { VideoLanguage, VideoSize, VideoTheme, VideoTone } from "@headway-jobs/client";

export const LANGUAGES: Readonly<Record<VideoLanguage, string>> = {
  english: "English",
  spanish: "Spanish",
  french: "French",
  italian: "Italian",
  portuguese: "Portuguese",
  catalan: "Catalan",
  galician: "Galician",
  german: "German",
  dutch: "Dutch",
  russian: "Russian",
  arabic: "Arabic",
  hebrew: "Hebrew",
  hindi: "Hindi",
  bengali: "Bengali",
  gujarati: "Gujarati",
  kannada: "Kannada",
  malayalam: "Malayalam",
  marathi: "Marathi",
  odia: "Odia",
  punjabi: "Punjabi",
  tamil: "Tamil",
  telugu: "Telugu",
  chinese: "Chinese",
  japanese: "Japanese",
  korean: "Korean",
};

export const TONES: Readonly<Record<VideoTone, string>> = {
  formal: "Formal",
  casual: "Casual",
  storytelling: "Storytelling",
  enthusiastic: "Enthusiastic",
};

export const SIZES: Readonly<Record<VideoSize, string>> = {
  "1920x1080": "1080p",
  "1280x720": "720p",
  "854x480": "480p",
};

export const THEMES: Readonly<Record<VideoTheme, string>> = { dark: "Dark", light: "Light" };

export const MAX_SLIDES = 20;
export const MAX_TOPIC_CHARACTERS = 300;
export const MAX_SOURCE_BYTES = 200 * 1024;
