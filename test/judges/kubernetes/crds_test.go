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

// loadCRDs adds what the files of a folder define, and returns the definitions.
func loadCRDs(t *testing.T, folder string, found crds) []apiextensionsv1.CustomResourceDefinition {
	definitions := []apiextensionsv1.CustomResourceDefinition{}
	err := filepath.Walk(folder, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() || !strings.HasSuffix(path, ".yaml") {
			return err
		}
		read, err := loadFile(path)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		definitions = append(definitions, read...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, crd := range definitions {
		if err := addVersions(crd, found); err != nil {
			t.Fatalf("%s: %v", crd.Name, err)
		}
	}
	return definitions
}

func loadFile(path string) ([]apiextensionsv1.CustomResourceDefinition, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	decoder := yaml.NewYAMLOrJSONDecoder(file, 4096)
	found := []apiextensionsv1.CustomResourceDefinition{}
	for {
		var crd apiextensionsv1.CustomResourceDefinition
		if err := decoder.Decode(&crd); err == io.EOF {
			return found, nil
		} else if err != nil {
			return nil, err
		}
		if crd.Kind == "CustomResourceDefinition" {
			found = append(found, crd)
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

// checkObject says what an API server would find wrong: unknown fields, structure, list keys and CEL rules.
func (c crds) checkObject(object map[string]any) []finding {
	name := objectName(object)
	version, ok := c[fmt.Sprint(object["apiVersion"])+"/"+fmt.Sprint(object["kind"])]
	if !ok {
		return []finding{{Object: name, Code: "not-served", Message: "no CRD serves this version of the kind"}}
	}
	found := []finding{}
	for _, path := range pruning.PruneWithOptions(object, version.schema, true, structural.UnknownFieldPathOptions{TrackUnknownFieldPaths: true}) {
		found = append(found, finding{Object: name, Code: "unknown-field", Message: path})
	}
	defaulting.Default(object, version.schema)
	problems := validation.ValidateCustomResource(field.NewPath(""), object, version.validator)
	problems = append(problems, listtype.ValidateListSetsAndMaps(field.NewPath(""), version.schema, object)...)
	rules, _ := version.cel.Validate(context.Background(), nil, version.schema, object, nil, math.MaxInt64)
	for _, problem := range append(problems, rules...) {
		found = append(found, finding{Object: name, Code: "invalid", Message: problem.Error()})
	}
	return found
}
