import type { Identity } from "../../../model/index.ts";
import { spiffeOf } from "./names.ts";
import type { Context, Json } from "./piece.ts";

function asFiles({ profile }: Context): string | null {
  return profile.settings["certificates"] === "file" ? (profile.settings["certificateFolder"] ?? "") : null;
}

/** The certificate of a workload: from SPIRE by its name (`aws/aws-app-mesh-examples:walkthroughs/howto-k8s-mtls-sds-based`), or from files. */
export function certificateOf(account: Identity, context: Context): Json {
  const folder = asFiles(context);
  return folder === null ? { sds: { secretName: spiffeOf(account, context.model.mesh.trustDomain) } } : filesIn(folder);
}

/** Who signs the certificates of the mesh. */
export function trust(context: Context): Json {
  const folder = asFiles(context);
  return folder === null ? { sds: { secretName: `spiffe://${context.model.mesh.trustDomain}` } } : { file: { certificateChain: `${folder}/ca.crt` } };
}

/** Chain and key below a folder, under the names that Secrets of type `kubernetes.io/tls` have. */
export function filesIn(folder: string): Json {
  return { file: { certificateChain: `${folder}/tls.crt`, privateKey: `${folder}/tls.key` } };
}

/** What a certificate of the mesh is taken to be, in people's words. */
export function certificateText(context: Context): string {
  const folder = asFiles(context);
  const names = "name workloads `spiffe://<trust domain>/ns/<namespace>/sa/<account>`";
  return folder === null ? `certificates come from SPIRE and ${names}` : `certificates are \`tls.crt\`, \`tls.key\` and \`ca.crt\` in \`${folder}\` of every proxy and ${names}`;
}
