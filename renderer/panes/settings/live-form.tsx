import { useRef, useState } from "react";
import type { FormEvent, ReactElement } from "react";
import type { LiveSettings } from "../../../engine/contract/settings.js";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";
import { draftOf, NEW_SERVER, settingsOf } from "./draft.js";
import type { SettingsDraft } from "./draft.js";
import { CheckField, problemAt, TextField } from "./field.js";
import { ServerFields } from "./server-fields.js";
import { ToolTable } from "./tool-table.js";

/** How live sessions run: checked as it is typed, and stored by one press. */
export function LiveForm({ live }: { live: LiveSettings }): ReactElement {
  const save = useApp((state) => state.saveLive);
  const saving = useApp((state) => state.savingLive);
  const fault = useApp((state) => state.settingsFault);
  const [draft, setDraft] = useState<SettingsDraft>(() => draftOf(live));
  const [shown, setShown] = useState(live);
  // What was stored is shown as it was understood, without another form taking the place of this one.
  if (JSON.stringify(shown) !== JSON.stringify(live)) {
    setShown(live);
    setDraft(draftOf(live));
  }
  const form = useRef<HTMLFormElement>(null);
  const nextKey = useRef(live.mcpServers.length);
  const { settings, problems } = settingsOf(draft);
  const changed = JSON.stringify(draft) !== JSON.stringify(draftOf(live));
  const change = (to: Partial<SettingsDraft>): void => setDraft({ ...draft, ...to });
  const at = (path: string): string | undefined => problemAt(problems, path);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (settings !== undefined) void save(settings);
    else form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  };
  return (
    <form
      ref={form}
      className="settings-form"
      aria-label="Live engine"
      onSubmit={submit}
      noValidate
    >
      <section className="panel settings-panel">
        <h3>Workers</h3>
        <p className="muted">
          How many work at the same time. A change holds from the next session on.
        </p>
        <div className="settings-fields">
          <TextField
            label="Brain steps"
            numeric
            value={draft.brains}
            onChange={(brains) => change({ brains })}
            problem={at("pools.brains")}
            hint="Of decoupled sessions. Empty: 16."
          />
          <TextField
            label="Coupled sessions"
            numeric
            value={draft.coupledWorkers}
            onChange={(coupledWorkers) => change({ coupledWorkers })}
            problem={at("pools.coupledWorkers")}
            hint="Each holds its worker from start to end. Empty: 16."
          />
        </div>
      </section>

      <section className="panel settings-panel">
        <h3>Budgets</h3>
        <p className="muted">
          A session that reaches one stops and asks. Empty: no limit, or what the workload says.
        </p>
        <div className="settings-fields">
          <TextField
            label="All sessions, tokens"
            numeric
            value={draft.allTokens}
            onChange={(allTokens) => change({ allTokens })}
            problem={at("budget.allSessions.tokens")}
            hint="Together, from the engine's start to its end."
          />
          <TextField
            label="All sessions, cost"
            numeric
            unit="US dollars"
            value={draft.allUsd}
            onChange={(allUsd) => change({ allUsd })}
            problem={at("budget.allSessions.costUsd")}
          />
          <TextField
            label="One session, tokens"
            numeric
            value={draft.sessionTokens}
            onChange={(sessionTokens) => change({ sessionTokens })}
            problem={at("budget.session.tokens")}
            hint="Where the session itself names none."
          />
          <TextField
            label="One session, cost"
            numeric
            unit="US dollars"
            value={draft.sessionUsd}
            onChange={(sessionUsd) => change({ sessionUsd })}
            problem={at("budget.session.costUsd")}
          />
        </div>
      </section>

      <section className="panel settings-panel">
        <h3>General tools</h3>
        <p className="muted">
          What sessions with your own prompt may use. Commands and files stay in a sandbox.
        </p>
        <div className="settings-fields">
          <CheckField
            label="Shell"
            checked={draft.shell}
            onChange={(shell) => change({ shell })}
            hint="Commands in the session's own folder. Each one asks you, unless a rule below says otherwise."
          />
          <CheckField
            label="Network for the shell"
            checked={draft.shellNetwork}
            onChange={(shellNetwork) => change({ shellNetwork })}
            hint="All of the network. Off, commands have none."
          />
          <CheckField
            label="Files"
            checked={draft.files}
            onChange={(files) => change({ files })}
            hint="Reads and writes the session's own folder."
          />
          <TextField
            label="Sessions' folders"
            value={draft.workspaceFolder}
            onChange={(workspaceFolder) => change({ workspaceFolder })}
            problem={at("tools.workspaceFolder")}
            hint="Each session gets a folder below this one. Empty: in the data folder."
          />
          <CheckField
            label="Web pages"
            checked={draft.fetch}
            onChange={(fetch) => change({ fetch })}
            hint="Reads pages of the public internet; never of this network."
          />
          <TextField
            label="Only these hosts"
            value={draft.allowedHosts}
            onChange={(allowedHosts) => change({ allowedHosts })}
            problem={at("tools.allowedHosts")}
            hint="With spaces between them, such as example.com *.wikipedia.org. Empty: every public host."
          />
          <TextField
            label="Trusted hosts"
            value={draft.trustedHosts}
            onChange={(trustedHosts) => change({ trustedHosts })}
            problem={at("tools.trustedHosts")}
            hint="Reached although they are not public, such as 127.0.0.1:8080."
          />
          <TextField
            label="Tables for SQL"
            value={draft.dataFolder}
            onChange={(dataFolder) => change({ dataFolder })}
            problem={at("tools.dataFolder")}
            hint="A folder of CSV and Parquet files, read only. Empty: no such tool."
          />
          <TextField
            label="Documents to search"
            value={draft.documentsFolder}
            onChange={(documentsFolder) => change({ documentsFolder })}
            problem={at("tools.documentsFolder")}
            hint="A folder of texts. Empty: no such tool."
          />
        </div>
      </section>

      <section className="panel settings-panel">
        <h3>MCP servers</h3>
        <p className="muted">
          Programs or addresses whose tools sessions may use, by the Model Context Protocol.
        </p>
        {draft.mcpServers.map((server, index) => (
          <ServerFields
            key={server.key}
            server={server}
            problemAt={(field) => at(`mcpServers[${index}].${field}`)}
            onChange={(to) =>
              change({
                mcpServers: draft.mcpServers.map((one) =>
                  one === server ? { ...one, ...to } : one,
                ),
              })
            }
            onRemove={() =>
              change({ mcpServers: draft.mcpServers.filter((one) => one !== server) })
            }
          />
        ))}
        <Button
          onClick={() =>
            change({
              mcpServers: [...draft.mcpServers, { ...NEW_SERVER, key: (nextKey.current += 1) }],
            })
          }
        >
          Add a server
        </Button>
      </section>

      <section className="panel settings-panel">
        <h3>Tools</h3>
        <p className="muted">
          Workers of each, and what happens to a call before it runs. As stored; press Save to see
          the tools of a change.
        </p>
        <ToolTable
          draft={draft}
          problemAt={(tool) => at(`pools.hands.${tool}`) ?? at(`pools.hands["${tool}"]`)}
          onChange={change}
        />
      </section>

      <section className="panel settings-panel">
        <h3>Connections</h3>
        <div className="settings-fields">
          <TextField
            label="API address"
            value={draft.baseUrl}
            onChange={(baseUrl) => change({ baseUrl })}
            problem={at("model.baseUrl")}
            placeholder="https://api.anthropic.com"
            hint="A proxy or gateway in place of the API's own address."
          />
          <TextField
            label="Telemetry"
            value={draft.otlpEndpoint}
            onChange={(otlpEndpoint) => change({ otlpEndpoint })}
            problem={at("telemetry.otlpEndpoint")}
            placeholder="http://127.0.0.1:4318"
            hint="An OpenTelemetry collector; holds from the engine's next start on. Empty: nothing is sent."
          />
          <span>Metrics</span>
          <Metrics />
        </div>
      </section>

      <div className="settings-save">
        <output className={fault === undefined ? "muted" : "tone-bad"}>
          {fault ??
            (problems.length > 0
              ? `${problems.length} ${problems.length === 1 ? "field needs" : "fields need"} another value.`
              : changed
                ? "Not stored yet."
                : "Stored.")}
        </output>
        <Button disabled={!changed || saving} onClick={() => setDraft(draftOf(live))}>
          Discard changes
        </Button>
        <Button kind="primary" icon="check" type="submit" disabled={!changed || saving}>
          {saving ? "Saving…" : "Save"}
        </Button>
      </div>
    </form>
  );
}

/** Where Prometheus finds the engine's figures: fit for machines alone, so that they are only named. */
function Metrics(): ReactElement {
  const host = useApp((state) => state.host);
  return (
    <div className="setting setting-path">
      {host === "browser" ? (
        <code>{`${window.location.origin}/metrics`}</code>
      ) : (
        <span>
          <code>/metrics</code> of <code>headroom serve</code>
        </span>
      )}
      <p className="muted">
        For Prometheus, which sends the token of this launch as bearer: the part of the address
        after #token= that the command printed.
      </p>
    </div>
  );
}
