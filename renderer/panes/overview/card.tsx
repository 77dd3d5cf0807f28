import { useId } from "react";
import type { ReactElement, ReactNode } from "react";
import type { Pane } from "../../state/parts.js";
import { useApp } from "../../state/use-app.js";
import { Icon } from "../../ui/icons.js";

/** A part of the overview: its title leads to the pane that has it whole, its last line says whence it is. */
export function Card({
  title,
  pane,
  origin,
  children,
}: {
  title: string;
  pane: { readonly to: Pane; readonly label: string };
  origin?: ReactNode;
  children: ReactNode;
}): ReactElement {
  const navigate = useApp((state) => state.navigate);
  const id = useId();
  return (
    <section className="panel overview-card" aria-labelledby={id}>
      <header className="overview-card-head">
        <h3 id={id}>{title}</h3>
        <button type="button" className="link-button" onClick={() => navigate({ pane: pane.to })}>
          {pane.label} <Icon name="arrow" size={12} />
        </button>
      </header>
      {children}
      {origin === undefined ? null : <p className="overview-origin">{origin}</p>}
    </section>
  );
}
