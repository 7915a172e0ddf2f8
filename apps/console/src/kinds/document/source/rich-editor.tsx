import { EditorContent, useEditor, useEditorState, type Editor } from "@tiptap/react";
import { useId, useState } from "react";
import { editorExtensions } from "./editor-extensions.ts";
import { lostByEditing } from "./lost-by-editing.ts";

/** A document to write in. `html` is what it starts with; blocks keep their ids. */
export function RichEditor({ html, onChange }: { readonly html: string; readonly onChange: (html: string) => void }) {
  const label = useId();
  const [lost, setLost] = useState("");
  const editor = useEditor({
    extensions: editorExtensions,
    content: html,
    injectCSS: false,
    autofocus: "start",
    editorProps: {
      attributes: { role: "textbox", "aria-multiline": "true", "aria-labelledby": label, class: "sheet" },
    },
    onCreate: ({ editor: made }) => setLost(lostByEditing(html, made.getHTML())),
    onUpdate: ({ editor: changed }) => onChange(changed.getHTML()),
  });
  return (
    <div className="rich-editor">
      <span id={label} className="visually-hidden">
        Document text
      </span>
      <Toolbar editor={editor} />
      {lost !== "" && <p className="rich-editor__lost">{lost}</p>}
      <EditorContent editor={editor} className="rich-editor__page" />
    </div>
  );
}

function Toolbar({ editor }: { readonly editor: Editor }) {
  const active = useEditorState({
    editor,
    selector: ({ editor: now }) => TOOLS.map(({ on }) => on?.(now) ?? false),
  });
  return (
    <div className="rich-editor__tools" role="toolbar" aria-label="Formatting">
      {TOOLS.map(({ name, sign, on, run }, index) => (
        <button
          key={name}
          type="button"
          className="tool"
          data-tool={name}
          aria-label={name}
          title={name}
          aria-pressed={on === undefined ? undefined : active[index]}
          // A press that takes the focus from the text gives it back a moment later, and what is typed meanwhile is lost.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => run(editor)}
        >
          {sign}
        </button>
      ))}
    </div>
  );
}

interface Tool {
  readonly name: string;
  readonly sign: string;
  readonly on?: (editor: Editor) => boolean;
  readonly run: (editor: Editor) => unknown;
}

const TOOLS: readonly Tool[] = [
  heading(1),
  heading(2),
  heading(3),
  {
    name: "Bold",
    sign: "B",
    on: (editor) => editor.isActive("bold"),
    run: (editor) => editor.chain().focus().toggleBold().run(),
  },
  {
    name: "Italic",
    sign: "I",
    on: (editor) => editor.isActive("italic"),
    run: (editor) => editor.chain().focus().toggleItalic().run(),
  },
  {
    name: "Bullet list",
    sign: "•",
    on: (editor) => editor.isActive("bulletList"),
    run: (editor) => editor.chain().focus().toggleBulletList().run(),
  },
  {
    name: "Numbered list",
    sign: "1.",
    on: (editor) => editor.isActive("orderedList"),
    run: (editor) => editor.chain().focus().toggleOrderedList().run(),
  },
  { name: "Undo", sign: "↶", run: (editor) => editor.chain().focus().undo().run() },
  { name: "Redo", sign: "↷", run: (editor) => editor.chain().focus().redo().run() },
];

function heading(level: 1 | 2 | 3): Tool {
  return {
    name: `Heading ${level}`,
    sign: `H${level}`,
    on: (editor) => editor.isActive("heading", { level }),
    run: (editor) => editor.chain().focus().toggleHeading({ level }).run(),
  };
}
