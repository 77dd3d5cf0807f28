import { useMemo } from "react";
import type { ReactElement, ReactNode } from "react";
import { useShallow } from "zustand/react/shallow";
import { openDocument } from "../../state/document.js";
import { workOf } from "../../state/queue.js";
import type { WorkKind } from "../../state/queue-parts.js";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";
import { Icon } from "../../ui/icons.js";
import type { IconName } from "../../ui/icons.js";
import { formatProgress } from "../../ui/format/number.js";
import { useLocale } from "../../ui/locale.js";
import { ProgressBar } from "../../ui/progress-bar.js";
import { LoadButton } from "./load-button.js";
import { STEPS, stepStates } from "./steps.js";
import type { StepName, StepState } from "./steps.js";

const WORDS: Readonly<
  Record<StepName, Readonly<Record<StepState, string>> & { readonly title: string }>
> = {
  run: {
    title: "Simulate",
    missing: "No result yet.",
    stale: "The scenario has changed since the run.",
    done: "The result is of the scenario as it stands.",
  },
  plan: {
    title: "Plan",
    missing: "The cheapest pools that keep every promise are not known.",
    stale: "The scenario has changed since the plan.",
    done: "The cheapest pools are found.",
  },
  projection: {
    title: "Project",
    missing: "Costs and milestones over the days ahead are not known.",
    stale: "The scenario has changed since the projection.",
    done: "Costs and milestones are projected.",
  },
  calibrate: {
    title: "Calibrate",
    missing: "Times are the author’s, not learnt from a log of yours.",
    stale: "The scenario has changed since the calibration.",
    done: "The brain’s times were learnt from a log.",
  },
  load: {
    title: "Verify live",
    missing: "The simulator was not held against the real engine here.",
    stale: "The scenario has changed since the load run.",
    done: "The real engine was measured under load.",
  },
};

const LOOK: Readonly<Record<StepState, { icon: IconName; tone: string; word: string }>> = {
  done: { icon: "check", tone: "good", word: "Done" },
  stale: { icon: "warning", tone: "unsure", word: "Out of date" },
  missing: { icon: "minus", tone: "muted", word: "Missing" },
};

/** What there is of everything that a decision rests on, and what is missing a press away. */
export function StepsCard(): ReactElement {
  const parts = useApp(
    useShallow((state) => {
      const document = openDocument(state.document);
      const id = document?.id ?? "";
      return {
        now: document?.checked?.scenario,
        shown: state.shown,
        plan: state.plans[id],
        projection: state.projections[id],
        measured: state.measured[document?.name ?? ""],
      };
    }),
  );
  const startRun = useApp((state) => state.startRun);
  const startPlan = useApp((state) => state.startPlan);
  const startProjection = useApp((state) => state.startProjection);
  const navigate = useApp((state) => state.navigate);
  const states = useMemo(() => stepStates(parts.now, parts), [parts]);
  const again = (name: StepName): string => (states[name] === "stale" ? "Again" : "Start");
  const actions: Readonly<Record<StepName, ReactNode>> = {
    run: <Button onClick={() => void startRun()}>{again("run")}</Button>,
    plan: <Button onClick={() => void startPlan()}>{again("plan")}</Button>,
    projection: <Button onClick={() => void startProjection()}>{again("projection")}</Button>,
    calibrate: (
      <Button onClick={() => navigate({ pane: "calibrate" })}>{again("calibrate")}</Button>
    ),
    load: <LoadButton short />,
  };
  return (
    <section className="panel overview-card" data-tour="steps" aria-labelledby="overview-steps">
      <header className="overview-card-head">
        <h3 id="overview-steps">What the decision rests on</h3>
      </header>
      <ol className="overview-steps">
        {STEPS.map((name) => (
          <Step key={name} name={name} state={states[name]} action={actions[name]} />
        ))}
      </ol>
    </section>
  );
}

const KINDS: Readonly<Partial<Record<StepName, WorkKind>>> = {
  run: "run",
  plan: "plan",
  projection: "projection",
  load: "load",
};

function Step({
  name,
  state,
  action,
}: {
  name: StepName;
  state: StepState;
  action: ReactNode;
}): ReactElement {
  const kind = KINDS[name];
  const job = useApp((app) => (kind === undefined ? undefined : workOf(kind)(app)));
  const cancelJob = useApp((app) => app.cancelJob);
  const locale = useLocale();
  const { icon, tone, word } = LOOK[state];
  const { title, ...words } = WORDS[name];
  return (
    <li>
      <span className={`overview-step-icon tone-${tone}`} title={word}>
        <Icon name={icon} />
        <span className="sr-only">{word}</span>
      </span>
      <span className="overview-step-words">
        <b>{title}</b>
        <span className="muted">{job === undefined ? words[state] : job.stage}</span>
        {job === undefined ? null : <ProgressBar label={title} fraction={job.fraction} />}
      </span>
      {job === undefined ? (
        state === "done" ? null : (
          action
        )
      ) : (
        <Button title={`Cancel: ${title}`} onClick={() => cancelJob(job.id)}>
          {formatProgress(job.fraction, locale)} · Cancel
        </Button>
      )}
    </li>
  );
}
