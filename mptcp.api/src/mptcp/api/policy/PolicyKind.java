package mptcp.api.policy;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The four kinds of policy that can be replaced while connections carry data. */
public enum PolicyKind {
    /** Which subflow carries the next bytes. */
    SCHEDULER("scheduler"),
    /** Which subflows there are, and which addresses are announced. */
    PATH_MANAGER("path"),
    /** When data of one subflow is given to another. */
    RETRANSMIT("rexmit"),
    /** How much each subflow may have in flight. */
    CONGESTION_CONTROL("cc");

    private final String label;

    PolicyKind(String label) {
        this.label = label;
    }

    /** The name used in shells, configuration and the control agent: scheduler, path, rexmit, cc. */
    public String label() {
        return label;
    }

    /** @throws IllegalArgumentException that lists the legal labels */
    public static PolicyKind of(String label) {
        return Arrays.stream(values())
                .filter(k -> k.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no policy kind '" + label + "'; there are: "
                        + Arrays.stream(values()).map(PolicyKind::label).collect(Collectors.joining(", "))));
    }
}
