package judge

import (
	"encoding/json"
	"testing"

	envoylistener "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	envoyjwt "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/jwt_authn/v3"
	envoyrbac "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/rbac/v3"
	envoyhttp "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"
	"google.golang.org/protobuf/proto"

	"github.com/hashicorp/consul/agent/proxycfg"
	"github.com/hashicorp/consul/agent/structs"
)

// filters are what the proxy of a service holds against requests: its rules of access, and the tokens that it reads.
type filters struct {
	RBAC json.RawMessage `json:"rbac"`
	JWT  json.RawMessage `json:"jwt"`
}

// intentions are the sources about a service and all providers of tokens, as its proxy gets them.
func (s *servers) intentions(t *testing.T, service string) []proxycfg.UpdateEvent {
	entry := structs.IntentionMatchEntry{Namespace: "default", Partition: "default", Name: service}
	_, found, err := s.store.IntentionMatchOne(nil, entry, structs.IntentionMatchDestination, structs.IntentionTargetService)
	if err != nil {
		t.Fatal(err)
	}
	_, providers, err := s.store.ConfigEntriesByKind(nil, structs.JWTProvider, structs.DefaultEnterpriseMetaInDefaultPartition())
	if err != nil {
		t.Fatal(err)
	}
	return []proxycfg.UpdateEvent{
		{CorrelationID: "intentions", Result: structs.SimplifiedIntentions(found)},
		{CorrelationID: "jwt-provider", Result: &structs.IndexedConfigEntries{Kind: structs.JWTProvider, Entries: providers}},
	}
}

// filtersOf are those of a listener that reads HTTP, and nil of another.
func filtersOf(t *testing.T, listener *envoylistener.Listener) *filters {
	manager := managerOf(t, listener)
	if manager == nil {
		return nil
	}
	found := &filters{RBAC: json.RawMessage("null"), JWT: json.RawMessage("null")}
	for _, filter := range manager.GetHttpFilters() {
		switch filter.GetName() {
		case "envoy.filters.http.rbac":
			found.RBAC = unpacked(t, filter, &envoyrbac.RBAC{})
		case "envoy.filters.http.jwt_authn":
			found.JWT = unpacked(t, filter, &envoyjwt.JwtAuthentication{})
		}
	}
	return found
}

func unpacked(t *testing.T, filter *envoyhttp.HttpFilter, into proto.Message) json.RawMessage {
	if err := filter.GetTypedConfig().UnmarshalTo(into); err != nil {
		t.Fatal(err)
	}
	return jsonOf(t, into)
}
