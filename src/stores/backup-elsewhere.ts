import { GenesisError } from "../state/errors.ts";

/** Copying a server's data is the work of its own tools, which know about its other users. */
export function backupElsewhere(): GenesisError {
  return new GenesisError("BACKUP_UNSUPPORTED", "Genesis backs up its embedded database only.", {
    hint: "Use mongodump and mongorestore on the database that MONGODB_URI names, or unset it.",
  });
}
