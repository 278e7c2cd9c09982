import { defineDiagnostics } from "../../../diagnostics/diagnostic.ts";

/** What is wrong with bodies of requests before they can be read as objects. */
export const bodyDiagnostics = defineDiagnostics({
  "appmesh-no-request": {
    code: "MW4540",
    severity: "error",
    what: () => "this is no request of the App Mesh API",
    why: "the body of each request that creates something names its mesh as `meshName`",
    help: "give bodies as `aws appmesh create-… --cli-input-json` takes them, one a document",
  },
  "appmesh-unknown-mesh": {
    code: "MW4542",
    severity: "error",
    what: (p: { mesh: string }) => `mesh \`${p.mesh}\` is not there`,
    why: "AWS refuses what belongs to a mesh that does not exist",
    help: "add the request that creates the mesh, or correct `meshName`",
  },
  "appmesh-route-without-router": {
    code: "MW4541",
    severity: "error",
    what: (p: { route: string; router: string }) => `route \`${p.route}\` belongs to virtual router \`${p.router}\`, which is not there`,
    why: "AWS refuses a route whose router does not exist",
    help: "add the request that creates the router",
  },
});
