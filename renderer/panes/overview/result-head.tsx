import { useMemo } from "react";
import type { ReactElement } from "react";
import { openDocument } from "../../state/document.js";
import type { ShownResult } from "../../state/parts.js";
import { workOf } from "../../state/queue.js";
import { useApp } from "../../state/use-app.js";
import { Icon } from "../../ui/icons.js";
import { useLocale } from "../../ui/locale.js";
import { ProvenanceLine } from "../compare/provenance-line.js";
import { StaleBanner } from "../compare/result-banners.js";
import { NotStored } from "../work/not-stored.js";
import { Notes } from "../work/notes.js";
import { decisionOf } from "./decision.js";
import { headlinesOf } from "./headlines.js";
import { Tiles } from "./tiles.js";

const POINT_ICONS = { good: "check", bad: "cross", unsure: "question", muted: "minus" } as const;

/** The decision in a sentence, the figures it rests on, and the run they are of. */
export function ResultHead({ shown }: { shown: ShownResult }): ReactElement {
  const { result } = shown;
  const locale = useLocale();
  const active = useApp(workOf("run"));
  const projection = useApp(
    (state) => state.projections[openDocument(state.document)?.id ?? ""]?.result,
  );
  const headlines = useMemo(() => headlinesOf(result, locale), [result, locale]);
  const { lead, support, points } = useMemo(
    () => decisionOf(result, headlines, projection, locale),
    [result, headlines, projection, locale],
  );
  return (
    <section className="result" aria-label="What was found" aria-busy={active !== undefined}>
      <StaleBanner shown={shown} />
      <NotStored saved={shown.saved} />
      <header className="finding overview-finding">
        <h2>{lead}</h2>
        <p>{support.join(" ")}</p>
        <ul className="overview-points">
          {points.map(({ tone, text }) => (
            <li key={text}>
              <span className={`tone-${tone}`}>
                <Icon name={POINT_ICONS[tone]} />
              </span>
              {text}
            </li>
          ))}
        </ul>
      </header>
      <Notes tone="unsure" notes={result.warnings} />
      <Tiles result={result} headlines={headlines} />
      <ProvenanceLine provenance={result.provenance} saved={shown.saved} />
    </section>
  );
}
