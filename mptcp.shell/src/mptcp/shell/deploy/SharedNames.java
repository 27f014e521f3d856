package mptcp.shell.deploy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyRegistry;

/** Policies of one kind that have the same name: the first in the order of rank serves, the others wait behind it. */
public final class SharedNames {
    private SharedNames() {}

    /** A line about each name that several have, by kind and name. */
    public static Map<String, String> in(PolicyRegistry registry) {
        Map<String, String> lines = new TreeMap<>();
        for (PolicyKind kind : PolicyKind.values()) {
            Map<String, PolicyRegistry.Entry> first = new LinkedHashMap<>();
            for (PolicyRegistry.Entry entry : registry.list(kind)) {
                PolicyRegistry.Entry serving = first.putIfAbsent(entry.name(), entry);
                if (serving != null) {
                    lines.merge(kind.label() + " '" + entry.name() + "'", serving.provider() + " serves, "
                            + behind(serving, entry), (line, more) -> line + "; " + behind(serving, entry));
                }
            }
        }
        return lines;
    }

    private static String behind(PolicyRegistry.Entry serving, PolicyRegistry.Entry other) {
        return other.provider() + " offers it, too, and waits ("
                + (serving.ranking() == other.ranking() ? "it came later" : "its rank is " + other.ranking() + ", below "
                + serving.ranking()) + ")";
    }

    /** Whether no entry before it in a registry's list has its name. */
    public static boolean serves(PolicyRegistry.Entry entry, List<PolicyRegistry.Entry> listed) {
        return listed.stream().filter(e -> e.name().equals(entry.name())).findFirst().orElseThrow() == entry;
    }
}
