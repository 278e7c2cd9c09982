/** A name inside a namespace. */
export interface Name {
  readonly namespace: string;
  readonly name: string;
}
