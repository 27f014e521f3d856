package mptcp.policy.testing;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mptcp.api.address.Tags;
import mptcp.api.path.FirstPaths;

/** Ways that a test describes; which of them are to be tried is written down, as lines. */
public final class FakeFirstPaths implements FirstPaths {
    private final List<Way> ways = new ArrayList<>();
    private final Set<Integer> named = new HashSet<>();
    private final List<String> attempts = new ArrayList<>();

    private record Way(InetAddress local, InetSocketAddress remote, String link, Tags tags) {}

    /** One more, to port 80. */
    public FakeFirstPaths way(String local, String remote, String link, String tags) {
        ways.add(new Way(FakePaths.address(local), new InetSocketAddress(FakePaths.address(remote), 80), link, Tags.of(tags)));
        return this;
    }

    /** What was asked for, such as {@code 10.0.1.1 -> 10.0.1.2 after 250 ms}. */
    public List<String> attempts() {
        return List.copyOf(attempts);
    }

    @Override
    public int count() {
        return ways.size();
    }

    @Override
    public InetAddress local(int way) {
        return ways.get(way).local;
    }

    @Override
    public InetSocketAddress remote(int way) {
        return ways.get(way).remote;
    }

    @Override
    public String link(int way) {
        return ways.get(way).link;
    }

    @Override
    public Tags tags(int way) {
        return ways.get(way).tags;
    }

    @Override
    public void attempt(int way, long afterNs) {
        Way w = ways.get(way);
        if (!named.add(way) || afterNs < 0) {
            throw new IllegalArgumentException("way " + way + " after " + afterNs + " ns");
        }
        attempts.add(w.local.getHostAddress() + " -> " + w.remote.getAddress().getHostAddress() + " after "
                + Math.max(afterNs, MIN_DELAY_NS) / 1_000_000 + " ms");
    }
}
