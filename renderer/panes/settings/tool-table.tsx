import type { ReactElement } from "react";
import type { ToolEntry } from "../../../engine/contract/session-methods.js";
import { useApp } from "../../state/use-app.js";
import type { SettingsDraft } from "./draft.js";
import { DecisionSelect } from "./field.js";
import { ScrollPart } from "../../ui/scroll-part.js";

const REPLAY_WORDS: Readonly<Record<ToolEntry["replay"], string>> = {
  read: "only reads",
  idempotent: "may be repeated",
  reconcilable: "can be looked up",
  never: "is not repeated",
};

const SOURCE_WORDS: Readonly<Record<string, string>> = { workload: "Workload", general: "General" };

/** Every tool there is: how many of its calls run side by side, and what is decided about them. */
export function ToolTable({
  draft,
  problemAt,
  onChange,
}: {
  draft: SettingsDraft;
  problemAt: (tool: string) => string | undefined;
  onChange: (to: Partial<SettingsDraft>) => void;
}): ReactElement {
  const { tools, fault } = useApp((state) => state.tools);
  if (fault !== undefined) return <p className="tone-bad">The tools could not be read. {fault}</p>;
  return (
    <ScrollPart className="settings-table" aria-label="Tools">
      <table>
        <thead>
          <tr>
            <th scope="col">Tool</th>
            <th scope="col">From</th>
            <th scope="col">After a crash</th>
            <th scope="col">Workers</th>
            <th scope="col">A call</th>
          </tr>
        </thead>
        <tbody>
          {tools.map(({ name, source, replay, workers }) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}</code>
              </th>
              <td>{SOURCE_WORDS[source] ?? source}</td>
              <td>{REPLAY_WORDS[replay]}</td>
              <td>
                <input
                  aria-label={`Workers of ${name}`}
                  className="setting-number"
                  inputMode="numeric"
                  value={draft.hands[name] ?? ""}
                  placeholder={String(workers)}
                  aria-invalid={problemAt(name) !== undefined}
                  title={problemAt(name)}
                  onChange={({ target }) =>
                    onChange({ hands: { ...draft.hands, [name]: target.value } })
                  }
                />
              </td>
              <td>
                <DecisionSelect
                  label={`Calls of ${name}`}
                  value={draft.policy[name] ?? ""}
                  onChange={(decision) => {
                    const { [name]: _before, ...others } = draft.policy;
                    onChange({
                      policy: decision === "" ? others : { ...others, [name]: decision },
                    });
                  }}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollPart>
  );
}
