import { createContext, useContext } from "react";

/** The reader's locale for numbers, money and dates; the words are English. */
const LocaleContext = createContext("en");
export const LocaleProvider = LocaleContext.Provider;
export const useLocale = (): string => useContext(LocaleContext);
