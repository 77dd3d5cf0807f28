import type { ReactElement } from "react";
import { COMMAND_GROUPS, COMMAND_IDS, commandWords } from "../../../engine/contract/commands.js";
import { Keys } from "./commands/keys-view.js";

/** Keys that are no command of their own: they mean what has the focus. */
const IN_LISTS = [
  { does: "Move in a list", keys: ["↑", "↓", "Home", "End"] },
  { does: "Rename the item in focus", keys: ["F2"] },
  { does: "Remove the item in focus", keys: ["Delete"] },
];

/** By menu, the longest after the others: whole groups then fill two columns alike. */
const GROUPS = COMMAND_GROUPS.toSorted((a, b) => Number(a === "View") - Number(b === "View"));

/** Every command with its keys, by its menu. */
export function Shortcuts(): ReactElement {
  return (
    <div className="shortcuts">
      {GROUPS.map((group) => (
        <section key={group}>
          <h3>{group}</h3>
          <dl>
            {COMMAND_IDS.map(commandWords)
              .filter((words) => words.group === group)
              .map(({ title, keys }) => (
                <div key={title}>
                  <dt>{title}</dt>
                  <dd>
                    <Keys keys={keys[0]} />
                  </dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
      <section>
        <h3>In lists</h3>
        <dl>
          {IN_LISTS.map(({ does, keys }) => (
            <div key={does}>
              <dt>{does}</dt>
              <dd>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}
