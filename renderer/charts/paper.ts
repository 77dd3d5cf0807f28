import { createContext, useContext } from "react";

const OnPaper = createContext(false);

/** Around what is printed: charts stand still there, with their tables, and nothing is to be pressed. */
export const OnPaperProvider = OnPaper.Provider;
export const useOnPaper = (): boolean => useContext(OnPaper);
