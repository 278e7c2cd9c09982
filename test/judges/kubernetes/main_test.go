// Package judge lets the code of a Kubernetes API server speak about manifests: the structure and CEL rules of the
// vendors' CRDs, the checks of Services, and a server with etcd that takes objects and gives them back. It shares nothing
// with the product; it reads cases and writes what the server says.
package judge

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

// judgeCase is a set of objects, and the folders of the CRDs that its cluster has.
type judgeCase struct {
	Name    string           `json:"name"`
	CRDs    []string         `json:"crds"`
	Objects []map[string]any `json:"objects"`
	// Apply asks for a real server: each object is applied and read back.
	Apply bool `json:"apply"`
}

type verdict struct {
	Name string `json:"name"`
	// Refused is what the checks of the server find wrong, without a server.
	Refused []finding `json:"refused"`
	// Applied is what became of each custom resource on a server.
	Applied []applied `json:"applied"`
	// Checked counts the objects by what checked them.
	Checked map[string]int `json:"checked"`
}

type finding struct {
	Object  string `json:"object"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

func TestJudge(t *testing.T) {
	in, out, folder := os.Getenv("JUDGE_CASES"), os.Getenv("JUDGE_VERDICTS"), os.Getenv("JUDGE_CRDS")
	if in == "" || out == "" || folder == "" {
		t.Fatal("JUDGE_CASES, JUDGE_VERDICTS and JUDGE_CRDS name the folders of cases, verdicts and CRDs")
	}
	files, err := filepath.Glob(filepath.Join(in, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in %s: %v", in, err)
	}
	sort.Strings(files)
	bundles := map[string]*bundle{}
	for _, file := range files {
		c := read(t, file)
		key := strings.Join(c.CRDs, "+")
		if bundles[key] == nil {
			bundles[key] = loadBundle(t, folder, c.CRDs)
		}
		write(t, filepath.Join(out, filepath.Base(file)), judge(t, c, bundles[key]))
	}
	for _, each := range bundles {
		each.stop()
	}
}

func judge(t *testing.T, c judgeCase, served *bundle) verdict {
	v := verdict{Name: c.Name, Refused: []finding{}, Applied: []applied{}, Checked: map[string]int{"custom": 0}}
	services := []map[string]any{}
	for _, object := range c.Objects {
		if object["apiVersion"] == "v1" {
			services = append(services, object)
			continue
		}
		v.Checked["custom"]++
		if c.Apply {
			v.Applied = append(v.Applied, served.apply(t, object))
		}
		v.Refused = append(v.Refused, served.crds.checkObject(copyOf(t, object))...)
	}
	v.Checked["core"] = len(services)
	v.Refused = append(v.Refused, checkServices(services)...)
	return v
}

func read(t *testing.T, file string) judgeCase {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var c judgeCase
	unmarshal(t, text, &c)
	return c
}

func write(t *testing.T, file string, v verdict) {
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, text, 0o644); err != nil {
		t.Fatal(err)
	}
}
