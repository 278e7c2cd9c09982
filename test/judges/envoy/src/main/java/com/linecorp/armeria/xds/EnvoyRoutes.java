package com.linecorp.armeria.xds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.util.JsonFormat;
import com.linecorp.armeria.client.ClientRequestContext;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads Envoy route tables and says which route a request takes, by Armeria's reading of Envoy's matching rules. It
 * stands in Armeria's package because the matcher is not public. Standard input: one question a line,
 * {@code {verdict, proxy, table, request}}; standard output: one answer a line, {@code {host, route}}.
 */
public final class EnvoyRoutes {
    private static final ObjectMapper json = new ObjectMapper();
    private static final Map<String, JsonNode> verdicts = new HashMap<>();
    private static final Map<String, List<Host>> tables = new HashMap<>();

    private record Host(VirtualHost virtualHost, List<RouteEntryMatcher> matchers) {}

    private EnvoyRoutes() {}

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(json.writeValueAsString(answer(json.readTree(line))));
        }
        out.flush();
        System.exit(0);
    }

    private static ObjectNode answer(JsonNode question) throws Exception {
        ObjectNode answer = json.createObjectNode();
        try {
            List<Host> hosts = table(question.get("verdict").asText(), question.get("proxy").asText(), question.get("table").asText());
            Host host = hostFor(hosts, question.get("request").get("authority").asText());
            answer.put("host", host == null ? null : host.virtualHost.getName());
            Route route = host == null ? null : firstMatch(host, context(question.get("request")));
            answer.set("route", route == null ? null : json.readTree(printer().print(route)));
        } catch (RuntimeException error) {
            answer.put("unread", String.valueOf(error.getMessage()));
        }
        return answer;
    }

    private static JsonFormat.Printer printer() {
        return JsonFormat.printer().omittingInsignificantWhitespace();
    }

    private static List<Host> table(String verdict, String proxy, String name) throws Exception {
        String key = verdict + "\n" + proxy + "\n" + name;
        List<Host> known = tables.get(key);
        if (known != null) {
            return known;
        }
        JsonNode root = verdicts.get(verdict);
        if (root == null) {
            root = json.readTree(Files.readString(Path.of(verdict)));
            verdicts.put(verdict, root);
        }
        for (JsonNode routes : root.get("routes").get(proxy)) {
            if (routes.get("name").asText().equals(name)) {
                List<Host> hosts = hosts(parse(routes));
                tables.put(key, hosts);
                return hosts;
            }
        }
        throw new IllegalArgumentException("no route table " + name);
    }

    /** What only Envoy's own filters read (typed extensions, metadata) says nothing about matching. */
    private static RouteConfiguration parse(JsonNode routes) throws Exception {
        RouteConfiguration.Builder builder = RouteConfiguration.newBuilder();
        JsonFormat.parser().ignoringUnknownFields().merge(json.writeValueAsString(withoutTyped(routes)), builder);
        return builder.build();
    }

    private static JsonNode withoutTyped(JsonNode node) {
        if (node.isObject()) {
            ((ObjectNode) node).remove(List.of("typedPerFilterConfig", "metadata", "retryHostPredicate", "decorator"));
        }
        node.forEach(EnvoyRoutes::withoutTyped);
        return node;
    }

    private static List<Host> hosts(RouteConfiguration routes) {
        List<Host> hosts = new ArrayList<>();
        for (VirtualHost virtualHost : routes.getVirtualHostsList()) {
            List<RouteEntryMatcher> matchers = new ArrayList<>();
            for (Route route : virtualHost.getRoutesList()) {
                matchers.add(new RouteEntryMatcher(presentWhereInverted(route.getMatch())));
            }
            hosts.add(new Host(virtualHost, matchers));
        }
        return hosts;
    }

    /**
     * An inverted condition does not hold for an absent header, unless it counts as empty (treat_missing_header_as_empty in
     * envoyproxy/envoy:api/envoy/config/route/v3/route_components.proto). Armeria says that it holds, so the header is also
     * asked to be there.
     */
    private static RouteMatch presentWhereInverted(RouteMatch match) {
        RouteMatch.Builder builder = match.toBuilder();
        for (HeaderMatcher header : match.getHeadersList()) {
            if (header.getInvertMatch() && !header.getTreatMissingHeaderAsEmpty() && !header.hasPresentMatch()) {
                builder.addHeaders(HeaderMatcher.newBuilder().setName(header.getName()).setPresentMatch(true));
            }
        }
        return builder.build();
    }

    /** Exact domain, then the longest suffix wildcard, then `*`; Istio's tables ignore the port of the authority. */
    private static Host hostFor(List<Host> hosts, String authority) {
        String name = authority.toLowerCase(Locale.ROOT).replaceAll(":\\d+$", "");
        Host best = null;
        int rank = -1;
        for (Host host : hosts) {
            for (String domain : host.virtualHost.getDomainsList()) {
                int found = rank(domain.toLowerCase(Locale.ROOT), name);
                if (found > rank) {
                    best = host;
                    rank = found;
                }
            }
        }
        return best;
    }

    private static int rank(String domain, String name) {
        if (domain.equals(name)) {
            return Integer.MAX_VALUE;
        }
        if (domain.equals("*")) {
            return 0;
        }
        return domain.startsWith("*") && name.endsWith(domain.substring(1)) ? domain.length() : -1;
    }

    private static Route firstMatch(Host host, ClientRequestContext context) {
        for (int i = 0; i < host.matchers.size(); i++) {
            if (host.matchers.get(i).matches(context)) {
                return host.virtualHost.getRoutes(i);
            }
        }
        return null;
    }

    private static ClientRequestContext context(JsonNode request) {
        RequestHeadersBuilder headers = RequestHeaders.builder(HttpMethod.valueOf(request.get("method").asText()), request.get("path").asText());
        headers.authority(request.get("authority").asText());
        headers.scheme(request.path("scheme").asText("http"));
        request.path("headers").fields().forEachRemaining(header -> headers.add(header.getKey(), header.getValue().asText()));
        return ClientRequestContext.of(HttpRequest.of(headers.build()));
    }
}
