package mptcp.experiment.plan;

import java.util.List;
import mptcp.api.address.Tags;
import mptcp.io.sim.LinkSpec;

/**
 * A path between two hosts, through links of its own or through shared ones.
 *
 * @param forward of its own link from {@code a} to {@code b}, or null if it leads through shared links
 * @param through names of shared links in the order from {@code a} to {@code b}
 * @param others further routes of equal cost, of which each flow takes one by a hash
 * @param tags what is said of its links at both ends
 * @param backup whether its addresses are marked as backups for path managers
 */
public record PathPlan(String name, String a, String b, LinkSpec forward, LinkSpec backward, List<String> through,
        List<List<String>> others, boolean backup, Tags tags) {
    boolean joins(String host, String other) {
        return a.equals(host) && b.equals(other) || a.equals(other) && b.equals(host);
    }
}
