/** What a difference means for the reader. */
export type Judgement = "better" | "worse" | "same" | "different" | "undecided";

export const JUDGEMENTS: Readonly<Record<Judgement, { word: string; tone: string }>> = {
  better: { word: "better", tone: "good" },
  worse: { word: "worse", tone: "bad" },
  same: { word: "same", tone: "muted" },
  different: { word: "differs", tone: "muted" },
  undecided: { word: "undecided", tone: "unsure" },
};
