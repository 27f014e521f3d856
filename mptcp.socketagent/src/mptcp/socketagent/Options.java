package mptcp.socketagent;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mptcp.socketagent.machine.Setup;
import mptcp.api.address.LinkAddress;
import mptcp.api.socket.WireProfile;

/**
 * What the command line says.
 *
 * @param control path of the socket that testers connect to
 * @param device the TUN device
 * @param mtu 0: as it is
 * @param superSegments whether the device exchanges super-segments with the kernel, if that gives them
 */
record Options(Path control, String device, int mtu, boolean superSegments, Setup setup) {
    static final String HELP = """
            Usage: ./mptcp agent --ctl PATH --tun DEVICE --local IP/LENGTH[,IP/LENGTH...] [option...]
                   ./mptcp agent --figures      how long the first requests take, in memory

            Offers the stack's sockets to a test tool in another process. Prints READY when testers can connect to
            the control socket, and serves until one of them says 'bye'. The protocol is described in
            docs/commands/agent.md. It needs the right to open the TUN device, which is made if it does not exist.

              --ctl PATH             the control socket, a Unix stream socket
              --tun DEVICE           the TUN device
              --local IP/LENGTH,...  the stack's addresses on it
              --mtu N                of the device
              --segments mtu|super   what crosses the device: one packet of the wire at a time (mtu), or up to 64 KiB,
                                     cut and put together by the kernel, which testers that look at packets do not expect
              --profile linux|bsd    habits on the wire (linux)
              --mptcp v1|v0|off      the highest version of MPTCP (v1)
              --policy-set NAME      the set of policies: default, report. Without it the profile's own: bsd has report, linux
                                      default with the congestion control cubic

              MPTCP_LOG              log level of standard error: trace, debug, info, warn (default), error""";

    /** @throws IllegalArgumentException that says what is wrong */
    static Options parse(String... args) {
        Path control = null;
        String device = null;
        List<LinkAddress> addresses = new ArrayList<>();
        int mtu = 0;
        WireProfile profile = WireProfile.LINUX;
        String mptcp = "v1";
        String policySet = null;
        boolean superSegments = false;
        for (int i = 0; i < args.length; i += 2) {
            String option = args[i];
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            String value = args[i + 1];
            switch (option) {
                case "--ctl" -> control = Path.of(value);
                case "--tun" -> device = value;
                case "--local" -> {
                    for (String each : value.split(",")) {
                        addresses.add(LinkAddress.of(each));
                    }
                }
                case "--mtu" -> mtu = number(value);
                case "--segments" -> superSegments = oneOf(option, value, "mtu", "super").equals("super");
                case "--profile" -> profile = oneOf(option, value, "linux", "bsd").equals("bsd")
                        ? WireProfile.BSD : WireProfile.LINUX;
                case "--mptcp" -> mptcp = oneOf(option, value, "v0", "v1", "off");
                case "--policy-set" -> policySet = value;
                default -> throw new IllegalArgumentException("'" + option + "' is not understood");
            }
        }
        if (control == null || device == null || addresses.isEmpty()) {
            throw new IllegalArgumentException("--ctl, --tun and --local are needed");
        }
        int version = mptcp.equals("v0") ? 0 : 1;
        return new Options(control, device, mtu, superSegments, new Setup(profile, version, !mptcp.equals("off"), addresses,
                policySet));
    }

    private static int number(String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--mtu needs a number, not '" + value + "'", e);
        }
    }

    private static String oneOf(String option, String value, String... legal) {
        if (!List.of(legal).contains(value)) {
            throw new IllegalArgumentException(option + " is one of " + String.join(", ", legal) + ", not '" + value
                    + "'");
        }
        return value;
    }
}
