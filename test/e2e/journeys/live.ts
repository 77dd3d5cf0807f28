import { expect } from "@playwright/test";
import { openPane } from "../journey.js";
import type { Host } from "./host.js";

/** Adds a line to a file and counts them, then prints so much that the model's answer streams for seconds. */
const COMMAND = "echo done >> ledger.txt; wc -l ledger.txt; seq 1 300";

/**
 * A session asks for a human, is allowed to go on, and loses its process while it answers. While the dead
 * process's lease runs out, a load is watched. Then the session goes on, and does nothing a second time.
 */
export async function throughLiveSession({ page, crash, recover, picture }: Host): Promise<void> {
  const main = page.getByRole("main");
  await openPane(page, "Live");
  await main.getByLabel("Workload").first().selectOption({ label: "Your own prompt" });
  await main
    .getByLabel("What to do", { exact: true })
    .fill(`bash ${JSON.stringify({ command: COMMAND })}`);
  await main.getByRole("button", { name: "Start session" }).click();
  const session = page.getByRole("article", { name: /^Session bash/ });
  const ask = session.getByRole("region", { name: "Waits for you" });
  await expect(ask).toContainText("ledger.txt");
  await ask.getByRole("button", { name: "Approve" }).click();
  await expect(session.getByText(/Approved by /)).toBeVisible();
  await expect(session.getByText(/bash answered/)).toBeVisible();
  await crash();
  await recover();

  await main.getByRole("button", { name: "New load run" }).click();
  await main.getByLabel("Seconds of arrivals").fill("3");
  await main.getByRole("button", { name: "Start load run" }).click();
  const gauges = main.getByRole("region", { name: "Decoupled, gauges" });
  await expect(gauges.getByText("Throughput")).toBeVisible({ timeout: 60_000 });
  await picture("17-load-running");
  await expect(main.getByRole("heading", { name: /Measured beside predicted/ })).toBeVisible({
    timeout: 120_000,
  });
  await expect(main.getByText("Rehearsal model").first()).toBeVisible();
  await expect(main.getByRole("rowheader", { name: "brains" })).toBeVisible();
  await picture("18-load-result");
  const loads = page.getByRole("navigation", { name: "Load runs" });
  await expect(loads.getByRole("button", { name: /Customer support/ })).toHaveCount(1);

  await page
    .getByRole("navigation", { name: "Live sessions" })
    .getByRole("button", { name: /^bash/ })
    .click();
  await session.getByRole("button", { name: "Resume" }).click();
  await expect(session.getByText(/The process that ran it had ended/)).toBeVisible();
  await picture("16-live-resumed");
  await expect(session.getByText("Your turn", { exact: true }).first()).toBeVisible();
  // Approved once and run once: a second time would have added a second line.
  await expect(session.getByText(/bash answered: .*1 ledger\.txt/)).toBeVisible();
}
