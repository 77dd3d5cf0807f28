import type { ReactElement } from "react";
import { WorkloadName } from "../../../engine/contract/session-methods.js";
import { openDocument } from "../../state/document.js";
import { NEW_LOAD } from "../../state/load-parts.js";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";

/**
 * Loads the live engine with the open scenario. One that is named after a kind of session starts at
 * once; another has none, so its kind is asked for in the form.
 */
export function LoadButton({ short = false }: { short?: boolean }): ReactElement | null {
  const id = useApp((state) => openDocument(state.document)?.id);
  const changeLoadDraft = useApp((state) => state.changeLoadDraft);
  const startLoad = useApp((state) => state.startLoad);
  const navigate = useApp((state) => state.navigate);
  if (id === undefined) return null;
  const isNamed = WorkloadName.safeParse(id).success;
  const press = (): void => {
    changeLoadDraft({ scenarioId: id, workload: "" });
    navigate({ pane: "live", loadId: NEW_LOAD });
    if (isNamed) void startLoad();
  };
  return (
    <Button {...(short ? {} : { icon: "run" })} onClick={press}>
      {isNamed
        ? short
          ? "Start"
          : "Load the live engine"
        : short
          ? "Set up"
          : "Set up a load run"}
    </Button>
  );
}
