package mptcp.tool;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The kinds of policy that there are templates for. */
enum Kind {
    SCHEDULER("scheduler", "packet scheduler", "which subflow carries the next bytes", "PacketScheduler"),
    CC("cc", "congestion control", "how much each subflow may have in flight", "CongestionControl"),
    PATH("path", "path manager", "which subflows there are, which addresses are announced", "PathManager"),
    REXMIT("rexmit", "retransmission policy", "when data leaves a subflow that does not deliver it",
            "RetransmitPolicy");

    private final String label;
    private final String title;
    private final String question;
    private final String type;

    Kind(String label, String title, String question, String type) {
        this.label = label;
        this.title = title;
        this.question = question;
        this.type = type;
    }

    /** @throws IllegalArgumentException that lists the kinds */
    static Kind of(String label) {
        return Arrays.stream(values()).filter(k -> k.label.equals(label)).findFirst()
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

    /** The symbolic names of the project's own policies of this kind begin so. */
    String ownPrefix() {
        return this == PATH ? "mptcp.pathmanager." : "mptcp." + label + ".";
    }

    /** The files of a project: template and target, whose place-holders are those of the contents. */
    List<Template> templates() {
        String source = "src/@folder@/";
        return List.of(new Template("all/bnd.bnd", "bnd.bnd"), new Template("all/README.md", "README.md"),
                new Template("all/package-info.java", source + "package-info.java"),
                new Template(label + "/Policy.java", source + "@Name@.java"),
                new Template(label + "/Factory.java", source + "@Name@Factory.java"),
                new Template(label + "/Test.java", "test/@folder@/@Name@Test.java"));
    }
}
