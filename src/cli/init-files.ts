/** A file of a starting repository. */
export interface StarterFile {
  readonly path: string;
  readonly text: string;
  /** Others look for it at the root of the repository. */
  readonly ofRepository?: boolean;
}

/** What `meshwright init` writes: settings, a policy that is sound, a question to it, a hook and a workflow that run this version. */
export function starterFiles(version: string): readonly StarterFile[] {
  return [
    { path: "meshwright.yaml", text: settings },
    { path: "policies/hello.yaml", text: policy },
    { path: "policies/hello-tests.yaml", text: routingTest },
    { path: ".pre-commit-config.yaml", text: hook(version), ofRepository: true },
    { path: ".github/workflows/meshwright.yml", text: workflow(version), ofRepository: true },
  ];
}

const settings = `# Settings of Meshwright; flags of the command line win over them.
policies: [policies]
out: out
targets:
  istio: {}
`;

const policy = `# Who may call hello, and how long a call may take. \`meshwright explain CODE\` says more about any finding.
apiVersion: meshwright.dev/v1alpha1
kind: ServicePolicy
metadata: { name: hello, namespace: default }
spec:
  port: 8080
  versions:
    v1: { labels: { app: hello, version: v1 } }
  routes:
    - name: greet
      to: v1
      deadline: 2s
  access:
    allow:
      - { name: web, from: [{ serviceAccount: web }] }
`;

const routingTest = `# What hello promises; \`meshwright test\` asks the policy, and what is compiled for every target.
apiVersion: meshwright.dev/v1alpha1
kind: RoutingTest
metadata: { name: hello, namespace: default }
spec:
  tests:
    - name: web is greeted in time
      request: { from: default/sa/web, to: hello, path: /greeting }
      expect: { backends: { v1: 100 }, deadline: 2s }
  always:
    - name: nobody else is let in
      from: { not: { account: default/web } }
      to: hello
      expect: { refused: true }
`;

function hook(version: string): string {
  return `# pre-commit.com: \`pre-commit install\` runs this before every commit.
repos:
  - repo: local
    hooks:
      - id: meshwright-lint
        name: meshwright lint
        entry: meshwright lint
        language: node
        additional_dependencies: ["meshwright@${version}"]
        files: \\.(ya?ml|json)$
        pass_filenames: false
`;
}

function workflow(version: string): string {
  return `name: Meshwright
on:
  pull_request:
  push: { branches: [main] }
permissions: { contents: read }
jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 20 }
      - name: Lint
        run: npx --yes meshwright@${version} lint --format github --format markdown=meshwright.md
      - name: Test
        run: npx --yes meshwright@${version} test --coverage
      - name: Summary
        if: always()
        run: test ! -f meshwright.md || cat meshwright.md >> "$GITHUB_STEP_SUMMARY"
`;
}
