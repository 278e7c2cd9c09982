package judge

import (
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structural "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/json"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apimachinery/pkg/util/yaml"
)

// crdVersion is one served version of a kind, as an API server holds it.
type crdVersion struct {
	schema    *structural.Structural
	validator validation.SchemaValidator
	cel       *cel.Validator
}

// crds holds what is served, by group, version and kind.
type crds map[string]crdVersion

func loadCRDs(t *testing.T, folder string) crds {
	found := crds{}
	err := filepath.Walk(folder, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() || !strings.HasSuffix(path, ".yaml") || strings.Contains(path, "experimental") {
			return err
		}
		return loadFile(path, found)
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func loadFile(path string, found crds) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	decoder := yaml.NewYAMLOrJSONDecoder(file, 4096)
	for {
		var crd apiextensionsv1.CustomResourceDefinition
		if err := decoder.Decode(&crd); err == io.EOF {
			return nil
		} else if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if crd.Kind != "CustomResourceDefinition" {
			continue
		}
		if err := addVersions(crd, found); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
}

func addVersions(crd apiextensionsv1.CustomResourceDefinition, found crds) error {
	for _, version := range crd.Spec.Versions {
		if !version.Served || version.Schema == nil {
			continue
		}
		var internal apiextensions.JSONSchemaProps
		if err := apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(version.Schema.OpenAPIV3Schema, &internal, nil); err != nil {
			return err
		}
		schema, err := structural.NewStructural(&internal)
		if err != nil {
			return err
		}
		validator, _, err := validation.NewSchemaValidator(&internal)
		if err != nil {
			return err
		}
		found[crd.Spec.Group+"/"+version.Name+"/"+crd.Spec.Names.Kind] = crdVersion{schema, validator, cel.NewValidator(schema, true, math.MaxInt64)}
	}
	return nil
}

// check says what an API server would find wrong with the objects: unknown fields, structure, list keys and CEL rules.
func (c crds) check(t *testing.T, text string) []finding {
	found := []finding{}
	decoder := yaml.NewYAMLOrJSONDecoder(strings.NewReader(text), 4096)
	for {
		var raw runtime.RawExtension
		if err := decoder.Decode(&raw); err == io.EOF {
			return found
		} else if err != nil {
			t.Fatal(err)
		}
		object := map[string]any{}
		if err := json.Unmarshal(raw.Raw, &object); err != nil {
			t.Fatal(err)
		}
		if len(object) > 0 {
			found = append(found, c.checkObject(object)...)
		}
	}
}

func (c crds) checkObject(object map[string]any) []finding {
	name := objectName(object)
	version, ok := c[fmt.Sprint(object["apiVersion"])+"/"+fmt.Sprint(object["kind"])]
	if !ok {
		return []finding{{Object: name, Code: "not-served", Level: "Error", Message: "no CRD serves this version of the kind"}}
	}
	found := []finding{}
	for _, path := range pruning.PruneWithOptions(object, version.schema, true, structural.UnknownFieldPathOptions{TrackUnknownFieldPaths: true}) {
		found = append(found, finding{Object: name, Code: "unknown-field", Level: "Error", Message: path})
	}
	defaulting.Default(object, version.schema)
	problems := validation.ValidateCustomResource(field.NewPath(""), object, version.validator)
	problems = append(problems, listtype.ValidateListSetsAndMaps(field.NewPath(""), version.schema, object)...)
	rules, _ := version.cel.Validate(context.Background(), nil, version.schema, object, nil, math.MaxInt64)
	for _, problem := range append(problems, rules...) {
		found = append(found, finding{Object: name, Code: "invalid", Level: "Error", Message: problem.Error()})
	}
	return found
}

func objectName(object map[string]any) string {
	metadata, _ := object["metadata"].(map[string]any)
	return fmt.Sprintf("%v %v/%v", object["kind"], metadata["namespace"], metadata["name"])
}
