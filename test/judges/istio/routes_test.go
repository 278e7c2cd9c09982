// Package judge lets Istio's own code speak about manifests: its validation, its analyzers, and the Envoy route
// tables that it generates from them. It shares nothing with the product; it reads cases and writes what Istio says.
package judge

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"

	"istio.io/istio/pilot/pkg/config/kube/crd"
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/test/xds"
	"istio.io/istio/pkg/config"
)

// judgeCase is one mesh: Kubernetes objects, Istio objects, and the proxies whose view is asked for.
type judgeCase struct {
	Name       string  `json:"name"`
	Kubernetes string  `json:"kubernetes"`
	Istio      string  `json:"istio"`
	Proxies    []proxy `json:"proxies"`
}

type proxy struct {
	Name      string            `json:"name"`
	Namespace string            `json:"namespace"`
	Labels    map[string]string `json:"labels"`
	Gateway   bool              `json:"gateway"`
}

type verdict struct {
	Name     string                       `json:"name"`
	Rejected []finding                    `json:"rejected"`
	Analysis []finding                    `json:"analysis"`
	Routes   map[string][]json.RawMessage `json:"routes"`
	Clusters map[string][]string          `json:"clusters"`
	// Settings are the clusters as Envoy gets them, by proxy and name.
	Settings map[string]map[string]settings `json:"settings"`
}

// settings wraps a cluster; what its servers are asked for is its own name.
type settings struct {
	Envoy json.RawMessage `json:"envoy"`
	SNI   string          `json:"sni"`
}

type finding struct {
	Object  string `json:"object"`
	Code    string `json:"code"`
	Level   string `json:"level"`
	Message string `json:"message"`
}

func TestJudge(t *testing.T) {
	in, out := os.Getenv("JUDGE_CASES"), os.Getenv("JUDGE_VERDICTS")
	if in == "" || out == "" {
		t.Fatal("JUDGE_CASES and JUDGE_VERDICTS name the folders of cases and verdicts")
	}
	files, err := filepath.Glob(filepath.Join(in, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in %s: %v", in, err)
	}
	sort.Strings(files)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) { judgeFile(t, file, out) })
	}
}

func judgeFile(t *testing.T, file, out string) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var c judgeCase
	if err := json.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	v := verdict{Name: c.Name, Rejected: validate(t, c.Istio), Analysis: analyze(t, c), Routes: map[string][]json.RawMessage{}, Clusters: map[string][]string{}, Settings: map[string]map[string]settings{}}
	addRoutes(t, c, &v)
	result, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(out, filepath.Base(file)), result, 0o644); err != nil {
		t.Fatal(err)
	}
}

func addRoutes(t *testing.T, c judgeCase, v *verdict) {
	if len(c.Proxies) == 0 || isRejected(*v) {
		return
	}
	server := xds.NewFakeDiscoveryServer(t, xds.FakeOptions{KubernetesObjectString: c.Kubernetes, Configs: parse(t, c.Istio)})
	for _, asked := range c.Proxies {
		p := server.SetupProxy(modelProxy(asked))
		for _, routes := range server.Routes(p) {
			text, err := protojson.Marshal(routes)
			if err != nil {
				t.Fatal(err)
			}
			v.Routes[asked.Name] = append(v.Routes[asked.Name], text)
		}
		v.Settings[asked.Name] = map[string]settings{}
		for _, cluster := range server.Clusters(p) {
			v.Clusters[asked.Name] = append(v.Clusters[asked.Name], cluster.Name)
			cluster.TransportSocket, cluster.TransportSocketMatches, cluster.TypedExtensionProtocolOptions, cluster.Metadata = nil, nil, nil, nil
			text, err := protojson.Marshal(cluster)
			if err != nil {
				t.Fatal(err)
			}
			v.Settings[asked.Name][cluster.Name] = settings{Envoy: text, SNI: cluster.Name}
		}
	}
}

// parse reads Istio objects as the mesh would hold them: short names are resolved in the cluster's domain.
func parse(t *testing.T, text string) []config.Config {
	configs, _, err := crd.ParseInputs(text)
	if err != nil {
		t.Fatal(err)
	}
	for i := range configs {
		configs[i].Domain = "cluster.local"
	}
	return configs
}

// isRejected tells whether the mesh would never hold one of the objects.
func isRejected(v verdict) bool {
	for _, finding := range v.Rejected {
		if finding.Level == "Error" {
			return true
		}
	}
	return false
}

func modelProxy(asked proxy) *model.Proxy {
	kind := model.SidecarProxy
	if asked.Gateway {
		kind = model.Router
	}
	return &model.Proxy{
		ID:              asked.Name + "." + asked.Namespace,
		Type:            kind,
		ConfigNamespace: asked.Namespace,
		Labels:          asked.Labels,
		Metadata:        &model.NodeMetadata{Namespace: asked.Namespace, Labels: asked.Labels, IstioVersion: "1.31.0"},
	}
}
