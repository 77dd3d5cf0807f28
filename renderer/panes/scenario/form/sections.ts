import { Scenario } from "../../../../engine/contract/scenario.js";
import { shapeOf } from "../../../../engine/contract/shape.js";
import type { FieldShape } from "../../../../engine/contract/shape.js";

/** A part of the form: top-level fields of a scenario under one heading. */
export interface FormSection {
  readonly title: string;
  readonly fields: readonly string[];
  readonly isOpen: boolean;
}

/** In the order in which a scenario is thought up. */
export const SECTIONS: readonly FormSection[] = [
  { title: "Workloads", fields: ["workloads"], isOpen: true },
  { title: "Brain", fields: ["brain"], isOpen: true },
  { title: "Hands", fields: ["hands"], isOpen: true },
  { title: "Coupled deployment", fields: ["coupled"], isOpen: true },
  { title: "Bus, cache and failures", fields: ["bus", "cache", "failures"], isOpen: false },
  { title: "Autoscaling", fields: ["autoscaling"], isOpen: false },
  { title: "Prices", fields: ["prices"], isOpen: true },
  { title: "Growth and finance", fields: ["growth", "finance"], isOpen: false },
  { title: "Planning", fields: ["planning"], isOpen: false },
  { title: "Milestones and claims", fields: ["milestones", "claims"], isOpen: false },
  { title: "Run", fields: ["run"], isOpen: false },
  { title: "Name and sources", fields: ["name", "description", "sources"], isOpen: false },
];

/** What a scenario can hold, from its schema. */
export function scenarioFields(): Readonly<Record<string, FieldShape>> {
  const shape = shapeOf(Scenario);
  return shape.kind === "object" ? shape.fields : {};
}
