const PATHS = {
  plus: "M12 5v14M5 12h14",
  check: "m5 12.5 4.5 4.5L19 7.5",
  cross: "M6 6l12 12M18 6 6 18",
  alert: "M12 8v5m0 3.5v.01M10.3 4 2.9 17a2 2 0 0 0 1.7 3h14.8a2 2 0 0 0 1.7-3L13.7 4a2 2 0 0 0-3.4 0Z",
  back: "M19 12H5m6-6-6 6 6 6",
  chevron: "m9 6 6 6-6 6",
  download: "M12 4v11m0 0 4.5-4.5M12 15l-4.5-4.5M5 20h14",
  again: "M4 12a8 8 0 1 0 2.6-5.9L4 8.5M4 4v4.5h4.5",
  trash: "M5 7h14M10 7V4.5h4V7m3 0-.8 12.5H7.8L7 7",
  key: "M14.5 9.5a4.5 4.5 0 1 1-2.2-3.9 4.5 4.5 0 0 1 2.2 3.9Zm-.4 1.6L20.5 17.5V20H17v-2h-2v-2",
  file: "M13.5 3.5H7A1.5 1.5 0 0 0 5.5 5v14A1.5 1.5 0 0 0 7 20.5h10a1.5 1.5 0 0 0 1.5-1.5V8.5l-5-5Zm0 0v5h5",
  text: "M5 6h14M5 10.7h14M5 15.3h9M5 20h6",
  picture: "M5 5h14v14H5V5Zm0 11 4.5-4.5 3.5 3.5 2.5-2.5L19 16M15 9.3v.01",
  animation: "M4.5 5h15v14h-15V5Zm5.5 3.8v6.4l5-3.2-5-3.2Z",
  settings:
    "M4 7h9m6 0h1M4 17h1m6 0h9M16 4.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5ZM8 14.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Z",
  voice: "M5 10v4M9 7v10M13 4v16M17 8.5v7M21 11v2M1 11v2",
} as const;

export type IconName = keyof typeof PATHS | "logo";

/** Decoration only: what an icon means also stands beside it in words. */
export function Icon({ name }: { readonly name: IconName }) {
  if (name === "logo") return <Logo />;
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

function Logo() {
  return (
    <svg
      className="icon"
      viewBox="0 0 32 32"
      aria-hidden="true"
      fill="none"
      strokeWidth="3.4"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <rect width="32" height="32" rx="8" fill="var(--accent)" />
      <path d="M9 8v16M9 16h9M17 10.5 23.5 16 17 21.5" stroke="var(--on-accent)" />
    </svg>
  );
}
