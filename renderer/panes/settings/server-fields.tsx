import type { ReactElement } from "react";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";
import { Icon } from "../../ui/icons.js";
import { Segmented } from "../../ui/segmented.js";
import type { ServerDraft } from "./draft.js";
import { CheckField, DecisionSelect, TextField } from "./field.js";

/** One MCP server, and what it said when it was last asked for its tools. */
export function ServerFields({
  server,
  problemAt,
  onChange,
  onRemove,
}: {
  server: ServerDraft;
  problemAt: (field: string) => string | undefined;
  onChange: (to: Partial<ServerDraft>) => void;
  onRemove: () => void;
}): ReactElement {
  const fault = useApp(
    (state) => state.tools.faults.find((one) => one.server === server.name)?.message,
  );
  const title = server.name === "" ? "New server" : server.name;
  return (
    <fieldset className="settings-server">
      <legend>{title}</legend>
      {fault === undefined ? null : (
        <p className="tone-bad">
          <Icon name="warning" /> It does not answer: {fault}
        </p>
      )}
      <div className="settings-fields">
        <TextField
          label="Name"
          value={server.name}
          onChange={(name) => onChange({ name })}
          problem={problemAt("name")}
          hint="Its tools are called after it."
        />
        <span>Reached as</span>
        <Segmented
          label={`${title} is reached as`}
          segments={[
            { value: "stdio", label: "A program" },
            { value: "http", label: "A web address" },
          ]}
          value={server.transport}
          onChange={(transport) => onChange({ transport })}
        />
        {server.transport === "http" ? (
          <>
            <TextField
              label="Address"
              value={server.url}
              onChange={(url) => onChange({ url })}
              problem={problemAt("url")}
              placeholder="https://example.com/mcp"
            />
            <TextField
              label="Token"
              value={server.bearer}
              onChange={(bearer) => onChange({ bearer })}
              problem={problemAt("bearer")}
              hint="Name of a key or environment variable that it is sent as bearer token. Empty: none."
            />
          </>
        ) : (
          <>
            <TextField
              label="Command"
              value={server.command}
              onChange={(command) => onChange({ command })}
              problem={problemAt("command")}
              placeholder="npx"
            />
            <TextField
              label="Arguments"
              rows={2}
              value={server.args}
              onChange={(args) => onChange({ args })}
              problem={problemAt("args")}
              hint="One a line."
            />
            <TextField
              label="Variables"
              value={server.env}
              onChange={(env) => onChange({ env })}
              problem={problemAt("env")}
              hint="Names of keys or environment variables that it is given. It sees no others."
            />
          </>
        )}
        <span>Its tools</span>
        <DecisionSelect
          label={`Calls of ${title}`}
          value={server.policy}
          onChange={(policy) => onChange({ policy })}
        />
        <TextField
          label="Time limit"
          numeric
          unit="seconds for a call"
          value={server.timeoutSeconds}
          onChange={(timeoutSeconds) => onChange({ timeoutSeconds })}
          problem={problemAt("timeoutSeconds")}
        />
        <CheckField
          label="In use"
          checked={server.enabled}
          onChange={(enabled) => onChange({ enabled })}
          hint="Off, it is not started, and its tools are not there."
        />
      </div>
      <Button icon="trash" onClick={onRemove}>
        Remove {title}
      </Button>
    </fieldset>
  );
}
