import { useId } from "react";
import type { ReactElement } from "react";
import { offeredTools } from "../../state/live-parts.js";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";

/** What a session is to do in the user's own words, and with which tools. */
export function PromptFields(): ReactElement {
  const { prompt, withoutTools } = useApp((state) => state.sessionDraft);
  const change = useApp((state) => state.changeDraft);
  const { tools, faults, fault } = useApp((state) => state.tools);
  const navigate = useApp((state) => state.navigate);
  const id = useId();
  const offered = offeredTools(tools);
  return (
    <>
      <label htmlFor={id}>What to do</label>
      <textarea
        id={id}
        required
        rows={5}
        maxLength={100_000}
        value={prompt}
        onChange={({ target }) => change({ prompt: target.value })}
      />
      <span>Tools</span>
      <div className="live-field">
        {fault === undefined ? null : (
          <p className="tone-bad">The tools could not be read. {fault}</p>
        )}
        {faults.map(({ server, message }) => (
          <p key={server} className="tone-bad">
            The MCP server {server} does not answer: {message}
          </p>
        ))}
        <fieldset className="live-tools">
          <legend className="sr-only">Tools of the session</legend>
          {offered.map((tool) => (
            <label key={tool}>
              <input
                type="checkbox"
                checked={!withoutTools.includes(tool)}
                onChange={({ target }) =>
                  change({
                    withoutTools: target.checked
                      ? withoutTools.filter((other) => other !== tool)
                      : [...withoutTools, tool],
                  })
                }
              />
              <code>{tool}</code>
            </label>
          ))}
        </fieldset>
        <Button kind="quiet" onClick={() => navigate({ pane: "settings" })}>
          Add tools and MCP servers in the settings
        </Button>
      </div>
    </>
  );
}
