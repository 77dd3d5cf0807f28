import { memo } from "react";
import type { ReactElement } from "react";
import type { Budget } from "../../../engine/contract/session.js";
import {
  applyEvent,
  emptySessionState,
  totalTokens,
} from "../../../engine/contract/session-state.js";
import type { SessionView } from "../../../engine/contract/session-methods.js";
import type { OpenSession } from "../../state/live-parts.js";
import { useApp } from "../../state/use-app.js";
import { Banner } from "../../ui/banner.js";
import { Button } from "../../ui/button.js";
import { formatCount, formatPercent } from "../../ui/format/number.js";
import { useLocale } from "../../ui/locale.js";
import { formatCost } from "./format.js";

/** Tokens and dollars so far against what the session may spend, from the log as it grows. */
export const Spending = memo(function Spending({
  events,
  view,
}: {
  events: OpenSession["events"];
  view: SessionView;
}): ReactElement {
  const locale = useLocale();
  const busy = useApp((state) => state.sessionBusy);
  const raise = useApp((state) => state.raiseBudget);
  const state = emptySessionState();
  for (const event of events) applyEvent(state, event);
  const { usage, wastedUsage, costUsd, budget, budgetReached } = state;
  const tokens = totalTokens(usage);
  const usd = (value: number): string => formatCost(value, locale);
  const count = (value: number): string => formatCount(value, locale);
  const input = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
  const cached = formatPercent(input === 0 ? 0 : usage.cacheReadTokens / input, 0, locale);
  return (
    <section className="live-spending" aria-label="Spending">
      {budgetReached === undefined || view.status === "ended" ? null : (
        <Banner
          tone="unsure"
          actions={
            <Button
              disabled={busy}
              onClick={() => void raise(asMuchAgain(budget, tokens, costUsd))}
            >
              Allow as much again
            </Button>
          }
        >
          The session has reached its budget and waits for a decision.
        </Banner>
      )}
      <dl>
        <Meter name="Tokens" value={tokens} limit={budget.tokens} write={count} />
        <Meter name="Cost" value={costUsd} limit={budget.costUsd} write={usd} />
        <div>
          <dt>Read from the prompt cache</dt>
          <dd>{cached} of input</dd>
        </div>
        <div>
          <dt>Spent on broken answers</dt>
          <dd>{count(totalTokens(wastedUsage))} tokens</dd>
        </div>
      </dl>
    </section>
  );
});

/** The budget with every limit raised to what is spent and the same limit again. */
function asMuchAgain(budget: Budget, tokens: number, costUsd: number): Budget {
  return {
    ...(budget.tokens === undefined ? {} : { tokens: tokens + Math.max(1, budget.tokens) }),
    ...(budget.costUsd === undefined ? {} : { costUsd: costUsd + Math.max(0.01, budget.costUsd) }),
  };
}

function Meter({
  name,
  value,
  limit,
  write,
}: {
  name: string;
  value: number;
  limit: number | undefined;
  write: (value: number) => string;
}): ReactElement {
  const words =
    limit === undefined ? `${write(value)}, no limit` : `${write(value)} of ${write(limit)}`;
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {words}
        {limit === undefined ? null : (
          <meter
            aria-label={`${name} of the budget`}
            min={0}
            max={limit === 0 ? 1 : limit}
            high={limit * 0.8}
            value={Math.min(value, limit)}
          />
        )}
      </dd>
    </div>
  );
}
