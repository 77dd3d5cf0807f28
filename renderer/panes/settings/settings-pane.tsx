import { useEffect } from "react";
import type { ReactElement } from "react";
import { ZOOMS } from "../../../engine/contract/settings.js";
import { useApp } from "../../state/use-app.js";
import { Segmented } from "../../ui/segmented.js";
import { useLocale } from "../../ui/locale.js";
import { KeyList } from "./key-list.js";
import { LiveForm } from "./live-form.js";
import { NotificationSetting } from "./notification-setting.js";
import { ModelsPanel } from "./models/models-panel.js";
import { PresetsPanel } from "./presets/presets-panel.js";

/** How Headroom looks, where it keeps things, and how live sessions run on this machine. */
export default function SettingsPane(): ReactElement {
  const enter = useApp((state) => state.enterSettings);
  const settings = useApp((state) => state.settings);
  const change = useApp((state) => state.changeSettings);
  const setZoom = useApp((state) => state.setZoom);
  const locale = useLocale();
  const loaded = useApp((state) => state.settingsLoaded);
  const info = useApp((state) => state.info);
  useEffect(() => enter(), [enter]);
  return (
    <div className="settings">
      <section className="panel settings-panel" aria-label="Appearance">
        <h2>Appearance and data</h2>
        <div className="settings-fields">
          <span>Theme</span>
          <Segmented
            label="Theme of the app"
            segments={[
              { value: "system", label: "As the system" },
              { value: "light", label: "Light" },
              { value: "dark", label: "Dark" },
            ]}
            value={settings.theme}
            onChange={(theme) => void change({ theme })}
          />
          <span>Zoom</span>
          <Segmented
            label="Zoom of the app"
            segments={ZOOMS.map((percent) => ({
              value: String(percent),
              label: formatZoom(percent, locale),
            }))}
            value={String(settings.zoomPercent)}
            onChange={(chosen) => {
              const percent = ZOOMS.find((one) => String(one) === chosen);
              if (percent !== undefined) setZoom(percent);
            }}
          />
          <NotificationSetting />
          <span>Data folder</span>
          <p className="setting-path">
            <code>{info?.dataFolder ?? "…"}</code>
          </p>
          <span>Version</span>
          <p className="setting-path">{info?.version ?? "…"}</p>
        </div>
      </section>
      <KeyList />
      <h2>Live engine</h2>
      {loaded ? <LiveForm live={settings.live} /> : <p className="pane-loading">Loading…</p>}
      <ModelsPanel />
      <h2>Simulation and money</h2>
      <PresetsPanel />
    </div>
  );
}

const formatZoom = (percent: number, locale: string): string =>
  new Intl.NumberFormat(locale, { style: "percent" }).format(percent / 100);
