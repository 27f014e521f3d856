package mptcp.socketagent.machine;

import java.util.Map;
import java.util.function.BiConsumer;
import mptcp.api.socket.StackConfig;

/** FreeBSD's values that the stack has a setting for; times are in milliseconds. Stateless. */
final class FreeBsdSettings {
    private static final long MS = 1_000_000;

    private FreeBsdSettings() {}

    static Map<String, BiConsumer<StackConfig.Builder, String>> effects() {
        return Map.ofEntries(
                Map.entry("net.inet.tcp.ecn.enable", (b, v) -> ecn(b, number(v))),
                Map.entry("net.inet.tcp.rfc1323", (b, v) -> extensions(b, number(v))),
                Map.entry("net.inet.tcp.sack.enable", (b, v) -> b.set("sack", Boolean.toString(number(v) != 0))),
                Map.entry("net.inet.tcp.delacktime", (b, v) -> b.delayedAckNs(number(v) * MS)),
                Map.entry("net.inet.tcp.delayed_ack", (b, v) -> atOnce(b, number(v) == 0)),
                Map.entry("net.inet.tcp.msl", (b, v) -> b.timeWaitNs(2 * number(v) * MS)),
                Map.entry("net.inet.tcp.rexmit_initial", (b, v) -> b.initialRtoNs(number(v) * MS)),
                Map.entry("net.inet.tcp.retries", (b, v) -> b.retries((int) number(v))),
                Map.entry("net.inet.tcp.recvspace", (b, v) -> b.receiveBuffer((int) number(v), (int) number(v))),
                Map.entry("net.inet.tcp.sendspace", (b, v) -> b.sendBuffer((int) number(v), (int) number(v))),
                Map.entry(Settings.FREEBSD_KEEP_IDLE, (b, v) -> number(v)),
                Map.entry(Settings.FREEBSD_KEEP_INTERVAL, (b, v) -> number(v)),
                Map.entry(Settings.FREEBSD_KEEP_PROBES, (b, v) -> number(v)),
                Map.entry(Settings.FREEBSD_SYN_ACK_RETRIES, (b, v) -> number(v)));
    }

    /** 1: asked for and agreed to; 2: agreed to; 3 and 4 the same of counts (RFC 9768). */
    private static void ecn(StackConfig.Builder b, long n) {
        b.ecn(n == 1 || n == 3).ecnAccept(n > 0).accurateEcn(n == 3).accurateEcnAccept(n >= 3);
    }

    /** 1: all; 2: without timestamps; 3: without scaling. */
    private static void extensions(StackConfig.Builder b, long n) {
        b.set("timestamps", Boolean.toString(n == 1 || n == 3)).set("window.scaling", Boolean.toString(n == 1 || n == 2));
    }

    private static void atOnce(StackConfig.Builder b, boolean on) {
        if (on) {
            b.delayedAckNs(0);
        }
    }

    private static long number(String value) {
        return Integer.parseUnsignedInt(value.strip());
    }
}
