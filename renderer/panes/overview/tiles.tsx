import type { ReactElement, ReactNode } from "react";
import type { RunResult } from "../../state/parts.js";
import { useApp } from "../../state/use-app.js";
import { formatCount } from "../../ui/format/number.js";
import type { FigureText } from "../../ui/format/figure.js";
import { Icon } from "../../ui/icons.js";
import type { IconName } from "../../ui/icons.js";
import { useLocale } from "../../ui/locale.js";
import { ARCHITECTURE_NAMES } from "../../ui/names.js";
import { JUDGEMENTS } from "../compare/judgement.js";
import type { Judgement } from "../compare/judgement.js";
import { requirementsOf } from "./decision.js";
import { savingsOf } from "./headlines.js";
import type { Headline, HeadlineBar } from "./headlines.js";

/** The headline figures, savings and requirements of a run, each a way to the pane that has it whole. */
export function Tiles({
  result,
  headlines,
}: {
  result: RunResult;
  headlines: readonly Headline[];
}): ReactElement {
  const locale = useLocale();
  const savings = savingsOf(result, locale);
  return (
    <ul className="overview-tiles" data-tour="result" aria-label="Headline figures">
      {headlines.map((headline) => (
        <HeadlineTile key={headline.kpi} headline={headline} />
      ))}
      {savings === undefined ? null : (
        <Tile
          title={savings.title}
          badge={<JudgementBadge judgement={savings.judgement} />}
          figure={savings.figure}
          pane="money"
        >
          <span className="overview-tile-note">
            Compute and tokens, both deployments as they stand
            {savings.change === undefined ? null : <b>{savings.change}</b>}
          </span>
        </Tile>
      )}
      <RequirementsTile result={result} />
    </ul>
  );
}

function Tile({
  title,
  badge,
  figure,
  pane,
  hint,
  children,
}: {
  title: string;
  badge: ReactNode;
  figure: FigureText;
  pane: "compare" | "money" | "milestones";
  hint?: string | undefined;
  children: ReactNode;
}): ReactElement {
  const navigate = useApp((state) => state.navigate);
  return (
    <li>
      <button
        type="button"
        className="overview-tile"
        title={hint}
        onClick={() => navigate({ pane })}
      >
        <span className="overview-tile-head">
          <span>{title}</span>
          {badge}
        </span>
        <span className="overview-tile-value">{figure.value}</span>
        <span className="overview-tile-interval">{intervalText(figure)}</span>
        {children}
      </button>
    </li>
  );
}

function intervalText({ interval, note }: FigureText): string {
  if (interval === undefined) return note ?? "no interval";
  return interval === "in every replication" ? interval : `95%: ${interval}`;
}

function HeadlineTile({ headline }: { headline: Headline }): ReactElement {
  const { label, figure, against, bars } = headline;
  return (
    <Tile
      title={label}
      badge={against === undefined ? null : <JudgementBadge judgement={against.judgement} />}
      figure={figure}
      pane="compare"
      hint={against?.sentence}
    >
      <span className="overview-bars">
        {bars.map((bar) => (
          <Bar
            key={bar.architecture}
            bar={bar}
            change={bar.architecture === "decoupled" ? against?.change : undefined}
          />
        ))}
      </span>
    </Tile>
  );
}

const WIDTH = 100;

/** A deployment's figure from zero, with its interval as a whisker. */
function Bar({
  bar: { architecture, share, low, high, value },
  change,
}: {
  bar: HeadlineBar;
  change: string | undefined;
}): ReactElement {
  const isWide = (high - low) * WIDTH > 1;
  return (
    <span className="overview-bar">
      <span className="overview-bar-name">{ARCHITECTURE_NAMES[architecture]}</span>
      <svg viewBox={`0 0 ${WIDTH} 8`} preserveAspectRatio="none" aria-hidden="true">
        <rect
          width={share * WIDTH}
          height={8}
          fill={`var(--${architecture})`}
          opacity={isWide ? 0.75 : 1}
        />
        {isWide ? (
          <rect x={low * WIDTH} width={(high - low) * WIDTH} y={3} height={2} fill="var(--text)" />
        ) : null}
      </svg>
      <span className="overview-bar-value">{change ?? value}</span>
    </span>
  );
}

const ICONS: Readonly<Record<Judgement, IconName>> = {
  better: "check",
  worse: "cross",
  same: "minus",
  different: "minus",
  undecided: "question",
};

function JudgementBadge({ judgement }: { judgement: Judgement }): ReactElement {
  const { word, tone } = JUDGEMENTS[judgement];
  return (
    <span className={`overview-badge tone-${tone}`}>
      <Icon name={ICONS[judgement]} size={12} />
      {word}
    </span>
  );
}

function RequirementsTile({ result }: { result: RunResult }): ReactElement {
  const locale = useLocale();
  const own = requirementsOf(result);
  const other = requirementsOf(result, "coupled");
  const number = (value: number): string => formatCount(value, locale);
  const { requirementsMet } = result;
  const isBoth = own.architecture === "decoupled" && other.all > 0;
  return (
    <Tile
      title="Requirements met"
      badge={
        requirementsMet === null ? null : (
          <span className={`overview-badge tone-${requirementsMet ? "good" : "bad"}`}>
            <Icon name={requirementsMet ? "check" : "cross"} size={12} />
            {requirementsMet ? "all met" : "not all met"}
          </span>
        )
      }
      figure={{
        value: own.all === 0 ? "None stated" : `${number(own.met)} of ${number(own.all)}`,
        interval: undefined,
        note: "milestones and promises to users",
      }}
      pane="milestones"
    >
      <span className="overview-bars">
        {isBoth ? (
          <Bar
            bar={{
              architecture: "coupled",
              share: other.met / other.all,
              low: 0,
              high: 0,
              value: `${number(other.met)} of ${number(other.all)}`,
            }}
            change={undefined}
          />
        ) : null}
        {own.all === 0 ? null : (
          <Bar
            bar={{
              architecture: own.architecture,
              share: own.met / own.all,
              low: 0,
              high: 0,
              value: `${number(own.met)} of ${number(own.all)}`,
            }}
            change={undefined}
          />
        )}
      </span>
    </Tile>
  );
}
