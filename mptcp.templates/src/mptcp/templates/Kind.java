package mptcp.templates;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The kinds of policy that there are templates for. */
enum Kind {
    SCHEDULER("scheduler", "packet scheduler", "which subflow carries the next bytes", "PacketScheduler", "SCHEDULER", "packetscheduler"),
    CC("cc", "congestion control", "how much each subflow may have in flight", "CongestionControl", "CONGESTION_CONTROL", "congestioncontrol"),
    PATH("path", "path manager", "which subflows there are, which addresses are announced", "PathManager", "PATH_MANAGER", "pathmanager"),
    REXMIT("rexmit", "retransmission policy", "when data leaves a subflow that does not deliver it",
            "RetransmitPolicy", "RETRANSMIT", "retransmit", "retransmission");

    private final String label;
    private final String title;
    private final String question;
    private final String type;
    private final String constant;
    /** What else it is called: by options, bundles and the API. */
    private final List<String> others;

    Kind(String label, String title, String question, String type, String constant, String... others) {
        this.label = label;
        this.title = title;
        this.question = question;
        this.type = type;
        this.constant = constant;
        this.others = List.of(others);
    }

    /** @throws IllegalArgumentException that lists the kinds */
    static Kind of(String label) {
        String plain = label.toLowerCase(Locale.ROOT).replace("-", "").replace(" ", "").replace("_", "");
        return Arrays.stream(values()).filter(k -> k.label.equals(plain) || k.others.contains(plain)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no kind of policy '" + label
                        + "'; there are:\n" + descriptions()));
    }

    static String descriptions() {
        return Arrays.stream(values())
                .map(k -> String.format(Locale.ROOT, "  %-10s %s: %s%n", k.label, k.title, k.question))
                .collect(Collectors.joining());
    }

    /** As shells and configurations call it. */
    String label() {
        return label;
    }

    String title() {
        return title;
    }

    String question() {
        return question;
    }

    /** The interface of mptcp.api, and the last part of the name of its package. */
    String type() {
        return type;
    }

    /** Its name in PolicyKind of mptcp.api. */
    String constant() {
        return constant;
    }

    /** The symbolic names of the project's own policies of this kind begin so. */
    String ownPrefix() {
        return this == PATH ? "mptcp.pathmanager." : "mptcp." + label + ".";
    }
}
