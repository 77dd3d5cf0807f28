import { useId, useState } from "react";
import type { ReactElement } from "react";
import type { Slide } from "../../../engine/contract/deck.js";
import { useApp } from "../../state/use-app.js";
import { slideName } from "./deck-words.js";

/** What of a slide is the user's own: its title, its note, and the words of one that has nothing else. */
export function SlideForm({ slide }: { slide: Slide }): ReactElement {
  const changeSlides = useApp((state) => state.changeSlides);
  const { id, title, note, shows } = slide;
  const change = (what: string, to: (before: Slide) => Slide): void =>
    void changeSlides(what, (slides) => slides.map((one) => (one.id === id ? to(one) : one)));
  return (
    <div className="slide-form">
      <Field
        label="Title"
        value={title ?? ""}
        maxLength={200}
        placeholder={shows.kind === "words" ? "None" : "The finding that it shows"}
        rows={1}
        onChange={(text) =>
          change(`the title of ${slideName(slide)}`, (one) => {
            const { title: _, ...rest } = one;
            return text === "" ? rest : { ...rest, title: text };
          })
        }
      />
      {shows.kind === "words" ? (
        <Field
          label="Words"
          value={shows.text}
          maxLength={4000}
          placeholder="What stands on the slide"
          rows={6}
          onChange={(text) =>
            change(`the words of ${slideName(slide)}`, (one) => ({
              ...one,
              shows: { kind: "words", text },
            }))
          }
        />
      ) : null}
      <Field
        label="Note"
        value={note ?? ""}
        maxLength={4000}
        placeholder="What you say to it; printed below the slide on A4 and Letter"
        rows={3}
        onChange={(text) =>
          change(`the note of ${slideName(slide)}`, (one) => {
            const { note: _, ...rest } = one;
            return text === "" ? rest : { ...rest, note: text };
          })
        }
      />
    </div>
  );
}

/** A text that may be empty, told when the field is left; Escape takes it back. */
function Field({
  label,
  value,
  maxLength,
  placeholder,
  rows,
  onChange,
}: {
  label: string;
  value: string;
  maxLength: number;
  placeholder: string;
  rows: number;
  onChange: (text: string) => void;
}): ReactElement {
  const [typed, setTyped] = useState<string>();
  const id = useId();
  const commit = (): void => {
    setTyped(undefined);
    const text = typed?.trim();
    if (text !== undefined && text !== value) onChange(text);
  };
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        rows={rows}
        value={typed ?? value}
        maxLength={maxLength}
        placeholder={placeholder}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === "Escape") setTyped(undefined);
          if (event.key === "Enter" && rows === 1) {
            event.preventDefault();
            commit();
          }
        }}
      />
    </div>
  );
}
