import { removeUserSettings } from "./environment.ts";

removeUserSettings(process.env);
