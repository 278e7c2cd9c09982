/** How much input is accepted. Policies are written by strangers and read by machines that must not fall over. */
export interface ReadLimits {
  /** Longest file, in UTF-16 code units (for ASCII: bytes). */
  readonly fileLength: number;
  /** Deepest nesting of mappings and lists in one document. */
  readonly depth: number;
  /** Most values in one document, every use of an alias counted with all that it stands for. */
  readonly values: number;
  /** Faults of syntax shown for one document; more tell nothing new. */
  readonly faults: number;
}

/** 4 MiB a file, 64 levels, 200,000 values and 20 faults of syntax a document. */
export const defaultLimits: ReadLimits = { fileLength: 4 * 1024 * 1024, depth: 64, values: 200_000, faults: 20 };
