/** A name inside a namespace. */
export interface Name {
  readonly namespace: string;
  readonly name: string;
}

/** Whether both are the same name in the same namespace. */
export function sameName(a: Name, b: Name): boolean {
  return a.namespace === b.namespace && a.name === b.name;
}

/** `shop/order`, as policies spell it. */
export function nameText({ namespace, name }: Name): string {
  return `${namespace}/${name}`;
}
