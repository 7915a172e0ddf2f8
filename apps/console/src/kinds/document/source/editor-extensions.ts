import { Extension, Node, type Extensions } from "@tiptap/core";
import { StarterKit } from "@tiptap/starter-kit";

const CHUNK_TYPES = [
  "paragraph",
  "heading",
  "bulletList",
  "orderedList",
  "listItem",
  "blockquote",
  "codeBlock",
  "horizontalRule",
  "table",
  "tableSection",
  "tableRow",
  "tableCell",
  "tableHead",
];

/** The server's id of a block goes through the editor with it. A block that is split has one heir. */
const ChunkIds = Extension.create({
  name: "chunkIds",
  addGlobalAttributes: () => [
    {
      types: CHUNK_TYPES,
      attributes: {
        chunkId: {
          default: null,
          keepOnSplit: false,
          parseHTML: (element) => element.getAttribute("data-chunk-id"),
          renderHTML: ({ chunkId }) => (chunkId === null ? {} : { "data-chunk-id": String(chunkId) }),
        },
      },
    },
  ],
});

/** Tables and pictures as they are: their text can be edited, their shape stays. */
const part = (name: string, tag: string, content: string, more: object = {}): Node =>
  Node.create({
    name,
    content,
    parseHTML: () => tag.split(" ").map((one) => ({ tag: one })),
    renderHTML: ({ HTMLAttributes }) => [tag.split(" ")[0] ?? tag, HTMLAttributes, 0],
    ...more,
  });

const span = (name: string) => ({
  default: null,
  parseHTML: (element: HTMLElement) => element.getAttribute(name),
});
const cell = {
  isolating: true,
  addAttributes: () => ({ colspan: span("colspan"), rowspan: span("rowspan") }),
};

const Picture = Node.create({
  name: "picture",
  group: "inline",
  inline: true,
  draggable: true,
  parseHTML: () => [{ tag: "img[src]" }],
  renderHTML: ({ HTMLAttributes }) => ["img", HTMLAttributes],
  addAttributes: () => ({ src: span("src"), alt: span("alt"), width: span("width"), height: span("height") }),
});

const TableSection = Node.create({
  name: "tableSection",
  content: "tableRow+",
  addAttributes: () => ({
    tag: { default: "tbody", rendered: false, parseHTML: (element: HTMLElement) => element.localName },
  }),
  parseHTML: () => ["tbody", "thead", "tfoot"].map((tag) => ({ tag })),
  renderHTML: ({ node, HTMLAttributes }) => [String(node.attrs["tag"]), HTMLAttributes, 0],
});

export const editorExtensions: Extensions = [
  StarterKit.configure({ link: { openOnClick: false }, trailingNode: false }),
  part("table", "table", "tableSection+", { group: "block", isolating: true }),
  TableSection,
  part("tableRow", "tr", "(tableCell | tableHead)*"),
  part("tableCell", "td", "block+", cell),
  part("tableHead", "th", "block+", cell),
  Picture,
  ChunkIds,
];
