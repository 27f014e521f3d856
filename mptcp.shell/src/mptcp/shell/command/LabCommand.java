package mptcp.shell.command;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mptcp.api.address.LinkAddress;
import mptcp.api.text.Quantity;
import mptcp.io.sim.LinkSpec;
import mptcp.shell.text.Console;
import mptcp.shell.text.Show;
import mptcp.shell.text.Table;
import mptcp.shell.world.Laboratory;
import mptcp.shell.world.NetworkPath;

/** {@code mptcp:lab}: the Linux kernel as the peer. */
final class LabCommand implements Command {
    private static final int MOST_PATHS = 8;
    /** Of the paths in turn: fast enough to be real, slow enough to be watched. */
    private static final List<String> SHAPES =
            List.of("rate=100m,delay=5ms,queue=250k", "rate=100m,delay=20ms,queue=500k");

    private final Syntax syntax = Syntax
            .of("lab", "a network with the Linux kernel as the peer: make it, remove it, look")
            .operands("[up | down | status]", 0, 1, (env, words) -> Stream.of("up", "down", "status")
                    .map(word -> new Candidate(word, null)).toList())
            .option("p", "paths", "N", "up: how many paths, 1 to " + MOST_PATHS + " (2)", Completer.NONE)
            .option("l", "link", "SPEC", "up: how each path is, as of mptcp:link (100 Mbit/s; 5 and 20 ms);"
                    + " 'ideal' for no limits, as --super", (env, words) -> Stream.concat(Stream.of("ideal"), SHAPES.stream())
                    .map(spec -> new Candidate(spec, null)).toList())
            .flag("c", "checksums", "up: with DSS checksums")
            .flag("s", "super", "up: links exchange super-segments with the kernel; paths have no impairments then")
            .flag("e", "ethernet", "up: links are Ethernet interfaces, shared with a kernel; otherwise as --super")
            .flag("6", "ipv6", "up: further addresses are announced in IPv6, for transfers with --ipv6")
            .json()
            .detail("Makes network namespaces, TUN devices and a Linux host that speaks MPTCP; and the host 'lab', a")
            .detail("stack of this process on these devices. 'lab' and 'kernel' are then hosts of mptcp:put and")
            .detail("mptcp:get, lab1, lab2, ... are paths of mptcp:link. Needs Linux and root. All goes with 'down',")
            .detail("or with the shell.")
            .example("mptcp:lab up", "then mptcp:put --server kernel -n 256M; mptcp:watch")
            .example("mptcp:put --client kernel", "the kernel opens the connection, and sends to us")
            .example("mptcp:ss --kernel", "what the kernel says about it");

    @Override
    public Syntax syntax() {
        return syntax;
    }

    @Override
    public void run(Invocation call) throws CommandException, IOException {
        String verb = call.arguments().operands().isEmpty() ? "status" : call.arguments().operand(0);
        switch (verb) {
            case "up" -> up(call);
            case "down" -> down(call);
            case "status" -> status(call);
            default -> throw new CommandException("'" + verb + "' is none of up, down, status");
        }
    }

    private static void down(Invocation call) throws IOException {
        boolean removed = call.environment().laboratories().down();
        if (call.arguments().has("json")) {
            call.console().json(Map.of("removed", removed));
        } else {
            call.console().line(removed ? "the lab is removed" : "there is no lab");
        }
    }

    private static void up(Invocation call) throws CommandException, IOException {
        Environment env = call.environment();
        Laboratory made = env.laboratories().up(settings(call.arguments()), env.factory());
        if (call.arguments().has("json")) {
            call.console().json(json(made));
            return;
        }
        describe(call.console(), made);
        call.console().line("");
        call.console().line("put --server kernel -n 256M; watch      sends to the kernel, and shows how");
        call.console().line("put --client kernel; watch              the kernel sends to us");
        call.console().line("ss -i; ss --kernel; lab status          both views of it");
        call.console().line("link lab1 down; link lab1 up; lab down  cuts a path, restores it; removes the lab");
    }

    static Laboratory.Settings settings(Arguments args) throws CommandException {
        int count = (int) Quantity.count(args.value("paths").orElse("2"), "number of paths", 1, MOST_PATHS);
        boolean whole = args.has("super") || args.has("ethernet");
        if (whole && args.has("link")) {
            throw new CommandException("impairments would cut super-segments: either --super or --ethernet, or --link, not both");
        }
        List<LinkSpec> paths = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String shape = args.value("link").orElse(SHAPES.get(i % SHAPES.size()));
            paths.add(whole ? LinkSpec.IDEAL : LinkSpec.of(shape));
        }
        boolean ideal = paths.stream().allMatch(LinkSpec.IDEAL::equals); // nothing would cut them
        return new Laboratory.Settings(args.has("checksums"), ideal, args.has("ethernet"), args.has("ipv6"), paths);
    }

    private static void describe(Console console, Laboratory lab) {
        console.line("host '" + Laboratory.HOST + "' is ours, '" + Laboratory.KERNEL + "' is "
                + System.getProperty("os.name") + " " + System.getProperty("os.version")
                + (lab.settings().checksums() ? "; DSS checksums" : "")
                + (lab.settings().ethernet() ? "; Ethernet" : "")
                + (lab.settings().superSegments() ? "; super-segments" : ""));
        Table table = new Table("PATH", "LAB", "KERNEL", "SETTINGS");
        List<InetAddress> ours = lab.stack().addresses().stream().map(LinkAddress::address).toList();
        List<NetworkPath> paths = lab.paths();
        for (int i = 0; i < paths.size(); i++) {
            NetworkPath path = paths.get(i);
            table.row(path.name(), addresses(ours, i), addresses(lab.kernel().addresses(), i), path.spec());
        }
        console.table(table);
    }

    /** The addresses of a path: that place in the list of each family. */
    private static String addresses(List<InetAddress> all, int place) {
        return Stream.of(false, true)
                .flatMap(ipv6 -> all.stream().filter(a -> a instanceof Inet6Address == ipv6).skip(place).limit(1))
                .map(Show::address).collect(Collectors.joining(" "));
    }

    private static void status(Invocation call) throws IOException {
        Laboratory lab = call.environment().laboratories().present().orElse(null);
        if (call.arguments().has("json")) {
            call.console().json(lab == null ? null : json(lab));
            return;
        }
        if (lab == null) {
            call.console().line("there is no lab; 'mptcp:lab up' makes one (Linux, root)");
            return;
        }
        describe(call.console(), lab);
        Laboratory.KernelAccount account = lab.account();
        call.console().line("");
        Table table = new Table("COUNTER OF THE KERNEL", ">SINCE LAB UP");
        account.counters().forEach(table::row);
        call.console().table(table);
        call.console().line(account.troubles().isEmpty()
                ? "the kernel counts no fallback, no mismatch and no failure"
                : "the kernel complains: " + String.join(", ", account.troubles()));
        call.console().line("programs on the kernel's side: " + lab.kernelPrefix() + " COMMAND");
    }

    private static Map<String, Object> json(Laboratory lab) throws IOException {
        Laboratory.KernelAccount account = lab.account();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("settings", lab.settings());
        map.put("kernel", System.getProperty("os.version"));
        map.put("connections", account.connections());
        map.put("counters", account.counters());
        map.put("troubles", account.troubles());
        return map;
    }
}
