/** Releases of the controller's charts that the tables know (`aws/aws-app-mesh-controller-for-k8s:config/helm/appmesh-controller/Chart.yaml`). */
export const appmeshVersions: readonly string[] = ["1.13"];

/** The last release; support of App Mesh ended with it. */
export const appmeshDefaultVersion = "1.13";

/** How App Mesh is driven: by the controller's kinds in a Kubernetes cluster, or by requests to the AWS API without one. */
export const appmeshProfiles: readonly string[] = ["kubernetes", "api"];

/** Facts of the installation and of the account, with what AWS sets for everybody. */
export const appmeshSettings: Readonly<Record<string, string>> = {
  /** Name of the Mesh object. */
  mesh: "mesh",
  /** Names that callers dial, separated by commas: `fqdn`, `svc`, `namespace` (`order.shop`), `name` (`order`). */
  names: "fqdn",
  /** How proxies find endpoints: `dns`, `cloudMap`, or `auto`: DNS in a cluster, Cloud Map without one. */
  discovery: "auto",
  /** The Cloud Map namespace of all services; empty: the one that is called like the service's own namespace. */
  cloudMapNamespace: "",
  /** Where workloads have their certificates: `sds` (SPIRE), or `file`. */
  certificates: "sds",
  /** The folder of `tls.crt`, `tls.key` and `ca.crt` at every proxy where certificates are files; a gateway's own Secrets are folders below it. */
  certificateFolder: "/certs",
  /** ARN of an ACM certificate for listeners of gateways; empty: files of the listener's Secret. */
  gatewayCertificateArn: "",
  /** Quotas of the account (AWS General Reference, App Mesh endpoints and quotas). */
  routesPerRouter: "50",
  backendsPerNode: "50",
  routesPerGateway: "10",
  gatewaysPerMesh: "3",
  servicesPerMesh: "200",
  routersPerMesh: "200",
  nodesPerMesh: "200",
  /** `true` where the account repeats calls by itself on routes without a policy (accounts since 29 July 2020). */
  defaultRetryPolicy: "true",
  /** `true` where the controller runs with `--enable-backend-groups`. */
  backendGroups: "false",
};
