// Package judge lets Consul's own code speak about config entries: the decoding and checks of its servers, the chains
// that they compile, and the Envoy route tables that its proxies get. It shares nothing with the product; it reads cases
// and writes what Consul says.
package judge

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sort"
	"testing"
)

// judgeCase is one mesh: objects of Kubernetes, the instances that are registered, and the services that a caller dials.
type judgeCase struct {
	Name      string           `json:"name"`
	Objects   []customResource `json:"objects"`
	Instances []instance       `json:"instances"`
	Caller    string           `json:"caller"`
	Dialled   []string         `json:"dialled"`
	// DefaultAllow: the installation admits calls that no intention is about.
	DefaultAllow bool `json:"defaultAllow"`
	// Native is the same mesh written without Kubernetes, each entry as JSON and as HCL; Entries are the custom resources
	// that it would be.
	Native  []nativeEntry    `json:"native"`
	Entries []customResource `json:"entries"`
}

type instance struct {
	Service string            `json:"service"`
	Meta    map[string]string `json:"meta"`
}

type verdict struct {
	Name     string    `json:"name"`
	Rejected []finding `json:"rejected"`
	// Routes are the route tables of the caller's proxy, one for each dialled service that has one.
	Routes map[string][]json.RawMessage `json:"routes"`
	// Clusters says of each cluster of the tables how many instances it has.
	Clusters map[string]int `json:"clusters"`
	// Settings are the clusters of the caller's proxy as Envoy gets them.
	Settings map[string]cluster `json:"settings"`
	// Disputed are clusters that the chains of two upstreams make, each in its own way: the proxy gets either.
	Disputed []string `json:"disputed"`
	// Access are the filters of each service that is dialled, or led to, and reads HTTP.
	Access map[string]*filters `json:"access"`
	// Serving is how long the proxy of a service waits for it: milliseconds, 0 for ever, -1 where it reads no HTTP.
	Serving map[string]int64 `json:"serving"`
	// Unequal lists native entries that are not what the custom resources become.
	Unequal []finding `json:"unequal"`
}

// cluster is one as Envoy gets it, and the name that its servers are asked for: the one of the service that answers.
type cluster struct {
	Envoy json.RawMessage `json:"envoy"`
	SNI   string          `json:"sni"`
}

type finding struct {
	Object  string `json:"object"`
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
		judgeFile(t, file, filepath.Join(out, filepath.Base(file)))
	}
}

func judgeFile(t *testing.T, in, out string) {
	text, err := os.ReadFile(in)
	if err != nil {
		t.Fatal(err)
	}
	var c judgeCase
	if err := json.Unmarshal(text, &c); err != nil {
		t.Fatalf("%s: %v", in, err)
	}
	result, err := json.Marshal(judge(t, c))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(out, result, 0o644); err != nil {
		t.Fatal(err)
	}
}

func judge(t *testing.T, c judgeCase) verdict {
	v := verdict{Name: c.Name, Rejected: []finding{}, Routes: map[string][]json.RawMessage{"caller": {}}, Clusters: map[string]int{}, Settings: map[string]cluster{}, Disputed: []string{}, Access: map[string]*filters{}, Serving: map[string]int64{}, Unequal: []finding{}}
	servers := newServers(t)
	v.Rejected = append(v.Rejected, servers.write(c.Objects)...)
	v.Unequal = append(v.Unequal, unequal(c.Entries, c.Native)...)
	servers.addDialled(t, c, &v)
	return v
}
