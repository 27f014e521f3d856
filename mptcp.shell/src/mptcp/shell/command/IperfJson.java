package mptcp.shell.command;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import mptcp.api.policy.PolicyKind;
import mptcp.shell.text.Show;
import mptcp.shell.world.Load;
import mptcp.shell.world.LoadStream;

/**
 * The result of a measurement in the shape that iperf3 has: programs that read {@code start}, {@code intervals} and
 * {@code end} of it read this one. Round trips are in microseconds there. What only Multipath TCP has is added:
 * {@code subflows} of an interval's stream, {@code mptcp} of the whole.
 */
final class IperfJson {
    /** The two ends of a connection; the local one is null where it cannot be known. */
    record Place(InetSocketAddress local, InetSocketAddress remote) {}

    private IperfJson() {}

    static Map<String, Object> of(Load.Plan plan, long durationNs, List<IperfMeter> meters, List<Place> places) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("start", start(plan, durationNs, places));
        int looks = meters.stream().mapToInt(m -> m.samples().size()).min().orElse(0);
        all.put("intervals", IntStream.range(0, looks)
                .mapToObj(i -> interval(plan, meters.stream().map(m -> m.samples().get(i)).toList())).toList());
        all.put("end", end(plan, meters));
        all.put("mptcp", mptcp(meters));
        return all;
    }

    private static Map<String, Object> start(Load.Plan plan, long durationNs, List<Place> places) {
        Map<String, Object> start = new LinkedHashMap<>();
        start.put("connected", places.stream().map(p -> connected(plan, p, places.indexOf(p) + 1)).toList());
        start.put("version", "mptcp:iperf");
        start.put("system_info", "Java " + Runtime.version() + ", " + plan.client().name() + " and "
                + plan.server().name() + " of one process");
        InetSocketAddress remote = places.getFirst().remote();
        start.put("connecting_to", map("host", Show.address(remote.getAddress()), "port", remote.getPort()));
        Map<String, Object> test = new LinkedHashMap<>();
        test.put("protocol", "TCP");
        test.put("num_streams", plan.streams());
        test.put("blksize", plan.blockBytes());
        test.put("omit", 0);
        test.put("duration", durationNs % 1_000_000_000 == 0 ? (Number) (durationNs / 1_000_000_000)
                : (Number) (durationNs / 1e9));
        test.put("bytes", plan.bytes());
        test.put("blocks", 0);
        test.put("reverse", plan.reverse() ? 1 : 0);
        start.put("test_start", test);
        return start;
    }

    private static Map<String, Object> connected(Load.Plan plan, Place p, int socket) {
        return map("socket", socket,
                "local_host", p.local() == null ? plan.client().name() : Show.address(p.local().getAddress()),
                "local_port", p.local() == null ? 0 : p.local().getPort(),
                "remote_host", Show.address(p.remote().getAddress()), "remote_port", p.remote().getPort());
    }

    private static Map<String, Object> interval(Load.Plan plan, List<IperfMeter.Sample> samples) {
        Map<String, Object> sum = span(samples.getFirst().startNs(), samples.getFirst().endNs(),
                samples.stream().mapToLong(IperfMeter.Sample::bytes).sum());
        if (samples.getFirst().retransmits() >= 0) {
            sum.put("retransmits", samples.stream().mapToLong(IperfMeter.Sample::retransmits).sum());
        }
        sum.put("omitted", false);
        sum.put("sender", !plan.reverse());
        return map("streams", samples.stream().map(s -> stream(plan, s)).toList(), "sum", sum);
    }

    private static Map<String, Object> stream(Load.Plan plan, IperfMeter.Sample s) {
        Map<String, Object> stream = map("socket", s.stream());
        stream.putAll(span(s.startNs(), s.endNs(), s.bytes()));
        if (s.retransmits() >= 0) {
            stream.put("retransmits", s.retransmits());
            stream.put("snd_cwnd", s.cwnd());
            stream.put("snd_wnd", s.sendWindow());
            stream.put("rtt", s.rttNs() / 1000);
            stream.put("rttvar", s.rttvarNs() / 1000);
        }
        stream.put("omitted", false);
        stream.put("sender", !plan.reverse());
        stream.put("subflows", s.subflows().stream().map(IperfJson::subflow).toList());
        return stream;
    }

    private static Map<String, Object> subflow(SubflowMeter.Rate r) {
        return map("id", r.subflow().slot(), "link", r.subflow().link(), "bits_per_second", r.bitsPerSecond(),
                "retransmits", r.subflow().retransmits(), "snd_cwnd", r.subflow().cwnd(),
                "rtt", r.subflow().srttNs() / 1000, "backup", r.subflow().backupLocal() || r.subflow().backupRemote(),
                "stale", r.subflow().stale());
    }

    private static Map<String, Object> end(Load.Plan plan, List<IperfMeter> meters) {
        Map<String, Object> end = new LinkedHashMap<>();
        end.put("streams", meters.stream().map(m -> map("sender", sent(plan, m), "receiver", received(plan, m)))
                .toList());
        long retransmits = meters.stream().mapToLong(IperfJson::retransmits).sum();
        Map<String, Object> sent = sum(meters, LoadStream::sentNs, LoadStream::sent);
        if (retransmits >= 0) {
            sent.put("retransmits", retransmits);
        }
        sent.put("sender", !plan.reverse());
        Map<String, Object> received = sum(meters, LoadStream::receivedNs, LoadStream::received);
        received.put("sender", !plan.reverse());
        end.put("sum_sent", sent);
        end.put("sum_received", received);
        if (meters.getFirst().last() != null) {
            end.put("sender_tcp_congestion",
                    meters.getFirst().last().policies().get(PolicyKind.CONGESTION_CONTROL));
        }
        return end;
    }

    private static Map<String, Object> sum(List<IperfMeter> meters, ToLongFunction<LoadStream> ns,
            ToLongFunction<LoadStream> bytes) {
        return span(0, meters.stream().map(IperfMeter::stream).mapToLong(ns).max().orElse(0),
                meters.stream().map(IperfMeter::stream).mapToLong(bytes).sum());
    }

    private static Map<String, Object> sent(Load.Plan plan, IperfMeter m) {
        Map<String, Object> sender = map("socket", m.number());
        sender.putAll(span(0, m.stream().sentNs(), m.stream().sent()));
        if (retransmits(m) >= 0) {
            sender.put("retransmits", retransmits(m));
            sender.put("max_snd_cwnd", all(m, IperfMeter.Sample::cwnd).max().orElse(0));
            sender.put("max_snd_wnd", all(m, IperfMeter.Sample::sendWindow).max().orElse(0));
            sender.put("max_rtt", all(m, IperfMeter.Sample::rttNs).max().orElse(0) / 1000);
            sender.put("min_rtt", all(m, IperfMeter.Sample::rttNs).min().orElse(0) / 1000);
            sender.put("mean_rtt", (long) all(m, IperfMeter.Sample::rttNs).average().orElse(0) / 1000);
        }
        sender.put("sender", !plan.reverse());
        return sender;
    }

    /** Of those intervals in which the sender could be looked at. */
    private static LongStream all(IperfMeter m, ToLongFunction<IperfMeter.Sample> value) {
        return m.samples().stream().filter(s -> s.cwnd() >= 0).mapToLong(value);
    }

    private static Map<String, Object> received(Load.Plan plan, IperfMeter m) {
        Map<String, Object> receiver = map("socket", m.number());
        receiver.putAll(span(0, m.stream().receivedNs(), m.stream().received()));
        receiver.put("sender", !plan.reverse());
        return receiver;
    }

    /** Of the whole test; -1 where the sender's host tells nothing. */
    static long retransmits(IperfMeter m) {
        return m.last() == null ? -1 : all(m, IperfMeter.Sample::retransmits).sum();
    }

    /** The sender's ends as they were last seen. */
    private static List<Object> mptcp(List<IperfMeter> meters) {
        return meters.stream().<Object>map(m -> m.last() == null ? map("socket", m.number())
                : map("socket", m.number(), "connection", m.stream().sender().toString(),
                        "version", m.last().mptcpVersion(), "fallback", m.last().fallback(),
                        "policies", policies(m), "reinjected", m.last().reinjected(),
                        "limits", m.last().limits(), "subflows", m.last().subflows())).toList();
    }

    private static Map<String, Object> policies(IperfMeter m) {
        Map<String, Object> names = new LinkedHashMap<>();
        m.last().policies().forEach((kind, name) -> names.put(kind.label(), name));
        return names;
    }

    private static Map<String, Object> span(long startNs, long endNs, long bytes) {
        return map("start", startNs / 1e9, "end", endNs / 1e9, "seconds", (endNs - startNs) / 1e9, "bytes", bytes,
                "bits_per_second", bytes * 8e9 / Math.max(1, endNs - startNs));
    }

    private static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(keysAndValues[i].toString(), keysAndValues[i + 1]);
        }
        return map;
    }
}
