import type { ReactElement, ReactNode } from "react";
import { ScrollPart } from "./scroll-part.js";

/** A titled panel around one table; `children` are the parts of the table, and `id` is its title's. */
export function TablePanel({
  id,
  title,
  about,
  children,
}: {
  id: string;
  title: string;
  about: string;
  children: ReactNode;
}): ReactElement {
  return (
    <section className="panel" aria-labelledby={id}>
      <header className="panel-header">
        <div>
          <h3 id={id}>{title}</h3>
          <p className="muted">{about}</p>
        </div>
      </header>
      <ScrollPart className="panel-scroll" aria-label={`${title}: table`}>
        <table className="panel-table">{children}</table>
      </ScrollPart>
    </section>
  );
}
