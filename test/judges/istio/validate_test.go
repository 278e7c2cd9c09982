package judge

import (
	"io"
	"strings"
	"testing"

	"istio.io/istio/pilot/pkg/config/kube/crd"
	"istio.io/istio/pkg/config/analysis/analyzers"
	"istio.io/istio/pkg/config/analysis/local"
	"istio.io/istio/pkg/config/resource"
	"istio.io/istio/pkg/config/schema/collections"
)

// validate runs the checks of istiod's admission webhook over every object.
func validate(t *testing.T, text string) []finding {
	found := []finding{}
	configs, unknown, err := crd.ParseInputs(text)
	if err != nil {
		return append(found, finding{Code: "parse", Level: "Error", Message: err.Error()})
	}
	for _, kind := range unknown {
		found = append(found, finding{Object: kind.Kind, Code: "unknown-kind", Level: "Error", Message: "Istio does not know this kind"})
	}
	for _, config := range configs {
		name := config.GroupVersionKind.Kind + " " + config.Namespace + "/" + config.Name
		schema, ok := collections.All.FindByGroupVersionAliasesKind(config.GroupVersionKind)
		if !ok {
			found = append(found, finding{Object: name, Code: "no-schema", Level: "Error", Message: "Istio has no schema for it"})
			continue
		}
		warning, err := schema.ValidateConfig(config)
		if err != nil {
			found = append(found, finding{Object: name, Code: "rejected", Level: "Error", Message: err.Error()})
		}
		if warning != nil {
			found = append(found, finding{Object: name, Code: "warning", Level: "Warning", Message: warning.Error()})
		}
	}
	return found
}

// analyze runs what `istioctl analyze` runs over files, without a cluster.
func analyze(t *testing.T, c judgeCase) []finding {
	found := []finding{}
	analyzer := local.NewSourceAnalyzer(analyzers.AllCombined(), resource.Namespace(""), resource.Namespace("istio-system"), nil)
	var reader io.Reader = strings.NewReader(c.Kubernetes + "\n---\n" + c.Istio)
	if err := analyzer.AddReaderKubeSource([]local.ReaderSource{{Name: "case.yaml", Reader: reader}}); err != nil {
		return append(found, finding{Code: "parse", Level: "Error", Message: err.Error()})
	}
	stop := make(chan struct{})
	defer close(stop)
	result, err := analyzer.Analyze(stop)
	if err != nil {
		t.Fatal(err)
	}
	for _, message := range result.Messages {
		object := ""
		if message.Resource != nil {
			object = message.Resource.Metadata.Schema.Kind() + " " + message.Resource.Metadata.FullName.String()
		}
		found = append(found, finding{Object: object, Code: message.Type.Code(), Level: message.Type.Level().String(), Message: message.String()})
	}
	return found
}
