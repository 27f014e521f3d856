package mptcp.shell.command;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mptcp.api.address.Endpoint;
import mptcp.api.address.LinkAddress;
import mptcp.api.address.Tags;
import mptcp.api.socket.Stack;
import mptcp.api.text.Quantity;
import mptcp.shell.text.Show;
import mptcp.shell.world.EmbeddedNetwork;

/** {@code mptcp:endpoint}: what path managers work with, in the words of {@code ip mptcp endpoint}. */
final class EndpointCommand implements Command {
    private static final List<String> FLAGS = List.of("signal", "subflow", "backup", "fullmesh");
    private static final List<String> VALUES = List.of("port", "id", "tags");

    private final Syntax syntax = Syntax.of("endpoint", "list and change the endpoints of hosts, as ip mptcp endpoint")
            .operands("[show | add ADDRESS [port N] [id N] [tags TAGS] [FLAG...] | delete ID | flush]", 0, 14,
                    EndpointCommand::complete)
            .host("of this host (show: all; else client)")
            .json()
            .detail("FLAG: signal (announce it to peers), subflow (open subflows from it), backup, fullmesh.")
            .detail("TAGS: what policies may go by, such as wifi,cost=5,cap=10M; see the pages of policies.")
            .detail("The path managers of live connections are told.")
            .example("mptcp:endpoint add 10.2.0.1 subflow", "the client opens a second subflow")
            .example("mptcp:endpoint add 10.2.0.2 signal --host server", "the server announces its second address");

    @Override
    public Syntax syntax() {
        return syntax;
    }

    @Override
    public void run(Invocation call) throws CommandException {
        List<String> words = call.arguments().operands();
        String verb = words.isEmpty() ? "show" : words.getFirst();
        String host = call.arguments().value("host").orElse(null);
        Environment env = call.environment();
        switch (verb) {
            case "show" -> show(call, call.hosts());
            case "add" -> change(call, host, EndpointCommand::add);
            case "delete", "del" -> change(call, host, EndpointCommand::delete);
            case "flush" -> change(call, host, (operands, present) -> List.of());
            default -> throw new CommandException("'" + verb + "' is none of show, add, delete, flush");
        }
    }

    /** From the words and the present list to the new one. */
    private interface Change {
        List<Endpoint> apply(List<String> words, Stack host) throws CommandException;
    }

    private static void change(Invocation call, String name, Change change) throws CommandException {
        Stack host = call.environment().host(name == null ? EmbeddedNetwork.CLIENT : name);
        host.endpoints(change.apply(call.arguments().operands(), host));
        show(call, List.of(host));
    }

    private static List<Endpoint> add(List<String> words, Stack host) throws CommandException {
        List<Endpoint> present = host.endpoints();
        if (words.size() < 2) {
            throw new CommandException("an address is missing: mptcp:endpoint add 10.2.0.1 subflow");
        }
        InetAddress address = LinkAddress.of(words.get(1)).address();
        int id = 1;
        while (taken(present, id)) {
            id++;
        }
        int port = 0;
        Tags tags = Tags.NONE;
        List<String> flags = new ArrayList<>();
        for (int i = 2; i < words.size(); i++) {
            String word = words.get(i);
            String next = i + 1 < words.size() ? words.get(i + 1) : "";
            if (word.equals("port")) {
                port = (int) Quantity.count(next, "port", 1, 65_535);
                i++;
            } else if (word.equals("id")) {
                id = (int) Quantity.count(next, "address id", 1, 255);
                i++;
            } else if (word.equals("tags")) {
                tags = Tags.of(next);
                i++;
            } else if (FLAGS.contains(word)) {
                flags.add(word);
            } else {
                throw new CommandException("'" + word + "' is none of port, id, tags, " + String.join(", ", FLAGS));
            }
        }
        if (taken(present, id)) {
            throw new CommandException("id " + id + " is taken");
        }
        List<Endpoint> result = new ArrayList<>(present);
        result.add(Endpoint.of(id, address)
                .withPort(port)
                .withTags(tags)
                .withSignal(flags.contains("signal"))
                .withSubflow(flags.contains("subflow"))
                .withBackup(flags.contains("backup"))
                .withFullmesh(flags.contains("fullmesh")));
        return result;
    }

    private static boolean taken(List<Endpoint> present, int id) {
        return present.stream().anyMatch(e -> e.id() == id);
    }

    private static List<Endpoint> delete(List<String> words, Stack host) throws CommandException {
        List<Endpoint> present = host.endpoints();
        String ids = present.isEmpty() ? "none" : present.stream()
                .map(e -> e.id() + " (" + Show.address(e.address()) + ")").collect(Collectors.joining(", "));
        if (words.size() != 2) {
            throw new CommandException("delete needs one id; of " + host.name() + " there are: " + ids);
        }
        List<Endpoint> result = present.stream().filter(e -> !Integer.toString(e.id()).equals(words.get(1))).toList();
        if (result.size() == present.size()) {
            throw new CommandException("no endpoint " + words.get(1) + " of " + host.name() + "; there are: " + ids);
        }
        return result;
    }

    private static void show(Invocation call, List<Stack> hosts) {
        Map<String, List<Endpoint>> all = new LinkedHashMap<>();
        hosts.forEach(h -> all.put(h.name(), h.endpoints()));
        if (call.arguments().has("json")) {
            Map<String, Object> json = new LinkedHashMap<>();
            all.forEach((host, endpoints) -> json.put(host, endpoints.stream().map(EndpointCommand::json).toList()));
            call.console().json(json);
            return;
        }
        all.forEach((host, endpoints) -> {
            if (endpoints.isEmpty()) {
                call.console().line(host + ": no endpoints");
            }
            endpoints.forEach(e -> call.console().line(host + ": " + text(e)));
        });
    }

    private static Map<String, Object> json(Endpoint e) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", e.id());
        map.put("address", e.address());
        map.put("port", e.port() == 0 ? null : e.port());
        map.put("signal", e.signal());
        map.put("subflow", e.subflow());
        map.put("backup", e.backup());
        map.put("fullmesh", e.fullmesh());
        map.put("tags", e.tags());
        return map;
    }

    private static String text(Endpoint e) {
        return Show.address(e.address()) + " id " + e.id() + (e.port() == 0 ? "" : " port " + e.port())
                + (e.signal() ? " signal" : "") + (e.subflow() ? " subflow" : "") + (e.backup() ? " backup" : "")
                + (e.fullmesh() ? " fullmesh" : "")
                + (e.tags().isEmpty() ? "" : " tags " + e.tags());
    }

    private static List<Candidate> complete(Environment env, List<String> words) {
        String verb = words.size() > 1 ? words.get(1) : "";
        return switch (words.size()) {
            case 1 -> candidates(List.of("show", "add", "delete", "flush"));
            case 2 -> switch (verb) {
                case "add" -> Names.quietly(() -> env.hosts().stream().flatMap(host -> host.addresses().stream()
                        .map(each -> new Candidate(Show.address(each.address()), host.name()))).toList());
                case "delete", "del" -> Names.quietly(() -> env.hosts().stream().flatMap(host -> host.endpoints().stream()
                        .map(each -> new Candidate(Integer.toString(each.id()), host.name() + " " + text(each)))).toList());
                default -> List.of();
            };
            default -> verb.equals("add") && !VALUES.contains(words.getLast())
                    ? Stream.of(FLAGS, VALUES).map(EndpointCommand::candidates).flatMap(List::stream).toList() : List.of();
        };
    }

    private static List<Candidate> candidates(List<String> words) {
        return words.stream().map(word -> new Candidate(word, null)).toList();
    }
}
