package mptcp.socketagent.machine;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import mptcp.api.socket.StackConfig;

/** FreeBSD's values that the stack has a setting for; times are in milliseconds. Stateless. */
final class FreeBsdSettings {
    private FreeBsdSettings() {}

    static Map<String, BiConsumer<StackConfig.Builder, String>> effects() {
        Map<String, BiConsumer<StackConfig.Builder, String>> e = new HashMap<>();
        e.put("net.inet.tcp.ecn.enable", (b, v) -> ecn(b, number(v)));
        e.put("net.inet.tcp.rfc1323", (b, v) -> extensions(b, number(v)));
        e.put("net.inet.tcp.sack.enable", (b, v) -> flag(b, "sack", number(v) != 0));
        e.put("net.inet.tcp.delacktime", (b, v) -> b.set("delayed.ack", number(v) + "ms"));
        e.put("net.inet.tcp.delayed_ack", (b, v) -> atOnce(b, number(v) == 0));
        e.put("net.inet.tcp.msl", (b, v) -> b.set("time.wait", 2 * number(v) + "ms"));
        e.put("net.inet.tcp.rexmit_initial", (b, v) -> b.set("rto.initial", number(v) + "ms"));
        e.put("net.inet.tcp.retries", (b, v) -> b.set("retries", "" + number(v)));
        e.put("net.inet.tcp.recvspace", (b, v) -> b.set("rcvbuf.max", "" + number(v)).set("rcvbuf.initial", "" + number(v)));
        e.put("net.inet.tcp.sendspace", (b, v) -> b.set("sndbuf.max", "" + number(v)).set("sndbuf.initial", "" + number(v)));
        for (String host : new String[] {Settings.FREEBSD_KEEP_IDLE, Settings.FREEBSD_KEEP_INTERVAL, Settings.FREEBSD_KEEP_PROBES,
                Settings.FREEBSD_SYN_ACK_RETRIES}) {
            e.put(host, (b, v) -> number(v));
        }
        return Map.copyOf(e);
    }

    /** 1: asked for and agreed to; 2: agreed to; 3 and 4 the same of counts (RFC 9768). */
    private static void ecn(StackConfig.Builder b, long n) {
        flag(b, "ecn", n == 1 || n == 3);
        flag(b, "ecn.accept", n > 0);
        b.accurateEcn(n == 3).accurateEcnAccept(n >= 3);
    }

    /** 1: all; 2: without timestamps; 3: without scaling. */
    private static void extensions(StackConfig.Builder b, long n) {
        flag(b, "timestamps", n == 1 || n == 3);
        flag(b, "window.scaling", n == 1 || n == 2);
    }

    private static void atOnce(StackConfig.Builder b, boolean on) {
        if (on) {
            b.set("delayed.ack", "0ms");
        }
    }

    private static void flag(StackConfig.Builder b, String setting, boolean on) {
        b.set(setting, Boolean.toString(on));
    }

    private static long number(String value) {
        return Integer.parseUnsignedInt(value.strip());
    }
}
