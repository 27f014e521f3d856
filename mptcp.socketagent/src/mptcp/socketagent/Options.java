package mptcp.socketagent;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mptcp.socketagent.machine.Setup;
import mptcp.api.address.LinkAddress;
import mptcp.api.socket.WireProfile;
import mptcp.program.CommandLines;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * What the command line says.
 *
 * @param control path of the socket that testers connect to
 * @param device the TUN device
 * @param mtu 0: as it is
 * @param superSegments whether the device exchanges super-segments with the kernel, if that gives them
 */
record Options(Path control, String device, int mtu, boolean superSegments, Setup setup) {
    /** An option with a value. */
    private record Known(String name, String label, String description) {}

    private static final List<Known> KNOWN = List.of(
            new Known("--ctl", "PATH", "the control socket, a Unix stream socket"),
            new Known("--tun", "DEVICE", "the TUN device"),
            new Known("--local", "IP/LENGTH[,...]", "the stack's addresses on it"),
            new Known("--mtu", "N", "of the device"),
            new Known("--segments", "mtu|super", "what crosses the device: one packet of the wire at a time (mtu), or up to 64 KiB, cut"
                    + " and put together by the kernel, which testers that look at packets do not expect"),
            new Known("--profile", "linux|bsd", "habits on the wire (linux)"),
            new Known("--mptcp", "v1|v0|off", "the highest version of MPTCP (v1)"),
            new Known("--policy-set", "NAME", "the set of policies: default, report. Without it the profile's own: bsd has report, linux"
                    + " default with the congestion control cubic"));

    /** What reads the command line, and explains it. */
    static CommandLine line() {
        CommandSpec spec = CommandSpec.create().name("./mptcp agent");
        spec.usageMessage().sortOptions(false).customSynopsis(
                "./mptcp agent --ctl PATH --tun DEVICE --local IP/LENGTH[,IP/LENGTH...] [option...]",
                "       ./mptcp agent --figures      how long the first requests take, in memory").description("",
                "Offers the stack's sockets to a test tool in another process. Prints READY when testers can connect to the control"
                + " socket, and serves until one of them says 'bye'. The protocol is described in docs/commands/agent.md. It needs the"
                + " right to open the TUN device, which is made if it does not exist.", "").footer("",
                "MPTCP_LOG: log level of standard error: trace, debug, info, warn (default), error");
        for (Known known : KNOWN) {
            spec.addOption(OptionSpec.builder(known.name()).arity("1").type(String.class).paramLabel(known.label())
                    .description(known.description()).build());
        }
        spec.addOption(OptionSpec.builder("--help").arity("0").type(boolean.class).usageHelp(true).description("this text").build());
        return CommandLines.of(spec, System.out, System.err);
    }

    /**
     * The values by their options. Tools start an agent for each of their scripts, and picocli takes a tenth of a second to start (its
     * classes are too old for the cache of classes): a line of nothing but options with values, as tools write it, is read without
     * it, with the same result.
     */
    static Map<String, String> values(String... args) {
        Map<String, String> plain = plain(args);
        return plain != null ? plain : read(args);
    }

    /** @return null if it is not as plain as that */
    static Map<String, String> plain(String... args) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < args.length; i += 2) {
            String name = args[i];
            if (i + 1 == args.length || args[i + 1].startsWith("-") || KNOWN.stream().noneMatch(known -> known.name().equals(name))) {
                return null;
            }
            values.put(name, args[i + 1]);
        }
        return values;
    }

    static Map<String, String> read(String... args) {
        try {
            Map<String, String> values = new HashMap<>();
            line().parseArgs(args).matchedOptions().forEach(option -> values.put(option.longestName(), option.getValue()));
            return values;
        } catch (ParameterException e) {
            throw new IllegalArgumentException(CommandLines.said(e), e);
        }
    }

    /** @throws IllegalArgumentException that says what is wrong */
    static Options parse(String... args) {
        Map<String, String> values = values(args);
        if (!values.keySet().containsAll(List.of("--ctl", "--tun", "--local"))) {
            throw new IllegalArgumentException("--ctl, --tun and --local are needed");
        }
        List<LinkAddress> addresses = new ArrayList<>();
        for (String each : values.get("--local").split(",")) {
            addresses.add(LinkAddress.of(each));
        }
        String segments = oneOf(values, "--segments", "mtu", "super");
        String profile = oneOf(values, "--profile", "linux", "bsd");
        String mptcp = oneOf(values, "--mptcp", "v1", "v0", "off");
        return new Options(Path.of(values.get("--ctl")), values.get("--tun"), values.containsKey("--mtu") ? number(values.get("--mtu")) : 0,
                segments.equals("super"), new Setup(profile.equals("bsd") ? WireProfile.BSD : WireProfile.LINUX_EXACT,
                mptcp.equals("v0") ? 0 : 1, !mptcp.equals("off"), addresses, values.get("--policy-set")));
    }

    private static int number(String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--mtu needs a number, not '" + value + "'", e);
        }
    }

    /** The first is usual. */
    private static String oneOf(Map<String, String> values, String option, String... legal) {
        String value = values.getOrDefault(option, legal[0]);
        return CommandLines.oneOf(option, value, legal);
    }
}
