package mptcp.experiment.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.WireProfile;

/** Reads one host. */
final class HostReader {
    private static final long SECOND = 1_000_000_000;
    private static final int MOST_BUFFER = 1 << 30;
    private static final int LEAST_BUFFER = 4096;

    private static final List<String> PROFILES = Arrays.stream(WireProfile.values())
            .map(p -> p.name().toLowerCase(Locale.ROOT)).toList();

    private HostReader() {}

    private static StackConfig.Builder defaults(String name) {
        return StackConfig.builder(name).timeWaitNs(2 * SECOND);
    }

    /** One with all defaults. @param set of policies */
    static HostPlan plain(String name, String set) {
        return new HostPlan(name, defaults(name.isBlank() ? "host" : name).policySet(set).build(), Map.of());
    }

    /** @param set of policies, unless the host has another */
    static HostPlan read(String name, Section s, String set, PolicyNames policies) {
        StackConfig.Builder b = defaults(name);
        StackConfig d = b.build();
        b.mptcpVersion(version(s, d.mptcpVersion()));
        b.profile(WireProfile.valueOf(s.word("profile", d.profile().name().toLowerCase(Locale.ROOT), PROFILES)
                .toUpperCase(Locale.ROOT)));
        b.checksums(s.flag("checksums", d.checksums()));
        b.maxSubflows(s.count("max-subflows", d.maxSubflows(), 1, 32));
        int send = buffer(s, "send-buffer", d.maxSendBuffer());
        b.sendBuffer(Math.min(send, d.initialSendBuffer()), send);
        int receive = buffer(s, "receive-buffer", d.maxReceiveBuffer());
        b.receiveBuffer(Math.min(receive, d.initialReceiveBuffer()), receive);
        b.minRtoNs(s.time("min-rto", d.minRtoNs()));
        b.delayedAckNs(s.time("delayed-ack", d.delayedAckNs()));
        b.timestamps(s.flag("timestamps", d.timestamps()));
        b.sack(s.flag("sack", d.sack()));
        b.ecn(s.flag("ecn", d.ecn()));
        b.policySet(policySet(s, set, policies));
        b.policySettings(s.values("settings"));
        var chosen = ExperimentReader.policies(s, policies);
        s.done();
        try {
            return new HostPlan(name, b.build(), chosen);
        } catch (IllegalArgumentException e) {
            s.problem("", e.getMessage());
            return plain(name, set);
        }
    }

    static String policySet(Section s, String otherwise, PolicyNames policies) {
        return s.word("policy-set", otherwise, policies.sets());
    }

    static Integer version(Section s, Integer otherwise) {
        String word = s.word("mptcp", null, List.of("1", "0", "off"));
        return word == null ? otherwise : Integer.valueOf(word.equals("off") ? -1 : Integer.parseInt(word));
    }

    static int buffer(Section s, String key, int otherwise) {
        return s.convert(key, otherwise, text -> {
            long bytes = Quantity.size(text);
            if (bytes < LEAST_BUFFER || bytes > MOST_BUFFER) {
                throw new IllegalArgumentException("it must be 4ki to 1gi, not " + text);
            }
            return (int) bytes;
        });
    }
}
