import type { ReactElement } from "react";
import type { ModelRegistry, ModelVersion } from "../../../engine/contract/model-registry.js";
import { useApp } from "../../state/use-app.js";
import { formatDay } from "../../ui/format/time.js";
import { formatPercent } from "../../ui/format/number.js";
import { useLocale } from "../../ui/locale.js";
import { ScrollPart } from "../../ui/scroll-part.js";

/** The models that sessions may ask for: versions, prices with their dates, aliases, deprecations. */
export function RegistryView(): ReactElement {
  const registry = useApp((state) => state.registry);
  return (
    <section className="panel settings-panel" aria-label="Models">
      <h3>Models</h3>
      <p className="muted">
        Prices in US dollars for a million tokens. A session pins what it started with.
      </p>
      {registry === undefined ? <p className="muted">Loading…</p> : <Tables registry={registry} />}
    </section>
  );
}

function Tables({ registry }: { registry: ModelRegistry }): ReactElement {
  const locale = useLocale();
  const rows = Object.entries(registry.models).flatMap(([name, versions]) =>
    versions.map((version) => ({ name, version })),
  );
  return (
    <>
      <ScrollPart className="settings-table" aria-label="Versions and prices">
        <table>
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col">Version</th>
              <th scope="col">Served by</th>
              <th scope="col" className="settings-figure">
                Input
              </th>
              <th scope="col" className="settings-figure">
                Output
              </th>
              <th scope="col" className="settings-figure">
                Cache read
              </th>
              <th scope="col" className="settings-figure">
                Cache write
              </th>
              <th scope="col">Price from</th>
              <th scope="col">Deprecated</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, version }) => (
              <Row key={`${name} ${version.version}`} name={name} version={version} />
            ))}
          </tbody>
        </table>
      </ScrollPart>
      <h4>Aliases</h4>
      <ul className="settings-aliases">
        {Object.entries(registry.aliases).map(([alias, { model, version, canary }]) => (
          <li key={alias}>
            <code>{alias}</code> is {model} {version}
            {canary === undefined
              ? ""
              : `, and for ${formatPercent(canary.share, 0, locale)} of sessions ${canary.model} ${canary.version}`}
          </li>
        ))}
      </ul>
    </>
  );
}

function Row({ name, version }: { name: string; version: ModelVersion }): ReactElement {
  const locale = useLocale();
  const { server, prices, deprecatedFrom } = version;
  const price = prices.toSorted((a, b) => b.from.localeCompare(a.from))[0];
  const usd = (value: number | undefined): string =>
    value === undefined
      ? "–"
      : value.toLocaleString(locale, { minimumFractionDigits: 2, maximumFractionDigits: 4 });
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{version.version}</td>
      <td>{server === "rehearsal" ? "Rehearsal, no model" : new URL(server).host}</td>
      <td className="settings-figure">{usd(price?.inputUsd)}</td>
      <td className="settings-figure">{usd(price?.outputUsd)}</td>
      <td className="settings-figure">{usd(price?.cacheReadUsd)}</td>
      <td className="settings-figure">{usd(price?.cacheWriteUsd)}</td>
      <td>{price === undefined ? "–" : formatDay(price.from, locale)}</td>
      <td className={deprecatedFrom === undefined ? undefined : "tone-unsure"}>
        {deprecatedFrom === undefined ? "–" : formatDay(deprecatedFrom, locale)}
      </td>
    </tr>
  );
}
