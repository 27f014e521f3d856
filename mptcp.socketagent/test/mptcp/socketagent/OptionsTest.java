package mptcp.socketagent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Socket options by their Linux numbers. */
@Timeout(60)
final class OptionsTest {
    @RegisterExtension
    final TwoAgents agents = new TwoAgents();

    @ParameterizedTest
    @CsvSource({
            "1 2 4,01000000,01000000", // SO_REUSEADDR
            "1 7 4,00100000,00200000", // SO_SNDBUF is doubled
            "1 8 4,00000100,00000200", // SO_RCVBUF is doubled
            "1 8 4,01000000,00090000", // and has a least value
            "1 13 8,0100000005000000,0100000005000000", // SO_LINGER
            "1 9 4,01000000,01000000", // SO_KEEPALIVE
            "1 18 4,05000000,05000000", // SO_RCVLOWAT
            "6 1 4,01000000,01000000", // TCP_NODELAY
            "6 3 4,01000000,01000000", // TCP_CORK
            "6 2 4,e8030000,e8030000", // TCP_MAXSEG
            "6 4 4,0a000000,0a000000", // TCP_KEEPIDLE
            "6 7 4,03000000,03000000", // TCP_SYNCNT
            "6 18 4,10270000,10270000", // TCP_USER_TIMEOUT
            "6 25 4,00400000,00400000", // TCP_NOTSENT_LOWAT
            "6 23 4,05000000,05000000", // TCP_FASTOPEN
            "6 30 4,01000000,01000000", // TCP_FASTOPEN_CONNECT
            "6 34 4,01000000,01000000", // TCP_FASTOPEN_NO_COOKIE
            "6 33 16,000102030405060708090a0b0c0d0e0f,000102030405060708090a0b0c0d0e0f", // TCP_FASTOPEN_KEY
            "0 1 4,b8000000,b8000000", // IP_TOS
            "0 2 4,07000000,07000000", // IP_TTL
            "41 67 4,20000000,20000000", // IPV6_TCLASS
            "1 12 4,03000000,03000000", // SO_PRIORITY
            "1 36 4,2a000000,2a000000", // SO_MARK
            "1 15 4,05000000,01000000", // SO_REUSEPORT, a flag
            "1 7 4,ffffffff,00008000", // SO_SNDBUF, without a sign
            "0 1 4,ff000000,fc000000", // IP_TOS, without the bits of ECN
            "0 2 4,ffffffff,40000000", // IP_TTL, as usual
            "6 8 4,00000000,3c000000", // TCP_LINGER2
            "6 9 4,05000000,07000000", // TCP_DEFER_ACCEPT, in repetitions of the SYN/ACK
            "6 10 4,01000000,80040000", // TCP_WINDOW_CLAMP
            "6 45 4,ff7f0000,a08c0000"}) // TCP_RTO_MIN_US, in ticks
    void whatIsSetIsRead(String option, String value, String read) {
        agents.left.number("socket " + (option.startsWith("41 ") ? "inet6" : "inet") + " 1 tcp");
        assertEquals("= 0", agents.left.ask("setsockopt 3 %s %s", option, value));
        assertEquals("= 0 " + read, agents.left.ask("getsockopt 3 " + option));
    }

    @ParameterizedTest
    @CsvSource({"setsockopt 3 6 2 4 01000000,= 0", "setsockopt 3 6 7 4 03000000,! ENOPROTOOPT",
            "setsockopt 3 6 1 2 0100,! EINVAL", "setsockopt 3 6 1 4 01,! EINVAL",
            "setsockopt 3 6 999 4 01000000,! ENOPROTOOPT", "setsockopt 3 77 1 4 01000000,! ENOPROTOOPT",
            "getsockopt 3 1 999 4,! ENOPROTOOPT", "getsockopt 3 284 5 4,! EOPNOTSUPP",
            "getsockopt 3 284 6 4,! EOPNOTSUPP", "getsockopt 3 6 60 4,! EOPNOTSUPP", "getsockopt 3 6 26 4,= 0 -",
            "setsockopt 3 1 4 4 01000000,! EOPNOTSUPP", "setsockopt 3 6 19 4 01000000,! ENOPROTOOPT",
            "setsockopt 3 0 2 4 01000000,! EOPNOTSUPP", "setsockopt 3 41 67 4 01000000,! EOPNOTSUPP",
            "setsockopt 3 6 14 4 01000000,! ENOPROTOOPT", "getsockopt 3 6 14 4,! EOPNOTSUPP",
            "setsockopt 3 6 33 4 01000000,! EINVAL", "setsockopt 3 6 23 4 ffffffff,! EINVAL",
            "setsockopt 3 6 13 4 78787878,! ENOENT"})
    void whatCannotBeSet(String request, String reply) {
        agents.left.number("socket inet 1 mptcp");
        assertEquals(reply, agents.left.ask(request));
    }

    /** Multipath TCP looks at its state before it looks at the value; listeners are as good as new for most. */
    @ParameterizedTest
    @CsvSource({"1 2 4 01000000,! EINVAL,= 0", "1 15 4 00000000,! EINVAL,= 0", "1 25 4 01000000,! EINVAL,! ENODEV",
            "1 62 4 00000000,! EINVAL,= 0", "0 15 4 01000000,! EINVAL,= 0", "0 24 4 01000000,! EINVAL,= 0", "0 51 4 01000000,! EINVAL,= 0",
            "41 26 4 01000000,! EINVAL,! ENOPROTOOPT", "6 2 4 57000000,! EINVAL,! EINVAL", "6 2 4 58000000,= 0,= 0",
            "6 30 4 01000000,! EINVAL,! EINVAL", "6 1 4 01000000,= 0,= 0"})
    void connectionsAndListeners(String option, String connected, String listening) {
        agents.connect("mptcp");
        assertEquals(connected, agents.left.ask("setsockopt 3 " + option));
        int listener = agents.left.number("socket inet 1 mptcp");
        agents.left.ask("bind " + listener + " 10.0.0.1 8081");
        agents.left.ask("listen " + listener + " 5");
        assertEquals(listening, agents.left.ask("setsockopt " + listener + " " + option));
    }

    /** As Linux 6.18 tells of a new one, and refuses. */
    @ParameterizedTest
    @CsvSource({"tcp,6 5,75", "tcp,6 6,9", "tcp,6 7,6", "tcp,6 8,60", "tcp,6 12,1", "tcp,6 44,120000", "tcp,0 2,64", "tcp,0 10,1",
            "tcp,1 47,-1", "tcp,1 42,-1", "mptcp,6 5,75", "mptcp,6 6,9", "mptcp,1 47,-1", "mptcp,284 1,33554432"})
    void whatIsToldOfANewSocket(String protocol, String option, int value) {
        agents.left.number("socket inet 1 " + protocol);
        assertEquals("= 0 " + HexFormat.of().toHexDigits(Integer.reverseBytes(value)), agents.left.ask("getsockopt 3 " + option + " 4"));
    }

    @ParameterizedTest
    @CsvSource({"6 5,00000000,! EINVAL", "6 6,a0860100,! EINVAL", "6 16,05000000,! EINVAL", "1 60,05000000,! EINVAL",
            "1 16,01000000,! EOPNOTSUPP", "6 31,01000000,! ENOENT", "0 2,00010000,! EINVAL", "6 99,01000000,! ENOPROTOOPT"})
    void whatTcpRefuses(String option, String value, String reply) {
        agents.left.number("socket inet 1 tcp");
        assertEquals(reply, agents.left.ask("setsockopt 3 " + option + " 4 " + value));
    }

    @Test
    void kinds() {
        agents.left.number("socket inet6 1 mptcp");
        assertEquals("= 0 01000000", agents.left.ask("getsockopt 3 1 3 4"));
        assertEquals("= 0 06010000", agents.left.ask("getsockopt 3 1 38 4"));
        assertEquals("= 0 0a000000", agents.left.ask("getsockopt 3 1 39 4"));
        assertEquals("= 0 0a00", agents.left.ask("getsockopt 3 1 39 2"));
    }

    @Test
    void connectionsInheritFromTheirListener() {
        agents.right.number("socket inet 1 tcp");
        agents.right.number("setsockopt 3 6 1 4 01000000");
        agents.right.number("setsockopt 3 6 2 4 f4010000");
        agents.right.number("bind 3 10.0.0.2 80");
        agents.right.number("listen 3 7");
        assertEquals("0a" + "00".repeat(23) + "00000000" + "07000000",
                agents.right.ask("getsockopt 3 6 11 32").substring(4));
        agents.left.number("socket inet 1 tcp");
        agents.left.number("connect 3 10.0.0.2 80");
        agents.right.number("accept 3");
        assertEquals("= 0 01000000", agents.right.ask("getsockopt 4 6 1 4"));
        assertEquals(500 - 12, info(agents.left, 3, 104).getInt(16), "the peer's segments are cut to what it took");
    }

    private static ByteBuffer info(Client client, int fd, int length) {
        String reply = client.ask("getsockopt %d 6 11 %d", fd, length);
        ByteBuffer info = ByteBuffer.wrap(HexFormat.of().parseHex(reply.split(" ")[2])).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(length, info.capacity());
        return info;
    }

    @Test
    void tcpInfo() {
        int fd = agents.connect("tcp");
        agents.left.number("write 3 10000");
        assertEquals("= 10000", agents.right.ask("recv %d 10000 256", fd));
        agents.left.ask("sync");
        ByteBuffer info = info(agents.left, 3, 248);
        assertEquals(1, info.get(0), "ESTABLISHED");
        assertEquals(1448, info.getInt(16), "snd_mss, less timestamps");
        assertEquals(0, info.getInt(24), "nothing is unacknowledged");
        assertTrue(info.getInt(80) >= 10, "snd_cwnd, in segments: at least the initial window");
        assertEquals(0x7fffffff, info.getInt(76), "snd_ssthresh");
        assertTrue(info.getInt(8) >= 200_000, "rto, in microseconds");
        assertEquals(10_001, info.getLong(120), "bytes_acked, the SYN among them");
        assertEquals(10_000, info(agents.right, fd, 136).getLong(128), "bytes_received");
        agents.wire.cut = true;
        agents.left.number("write 3 2896");
        assertEquals(2, info(agents.left, 3, 32).getInt(24), "two segments are under way");
        agents.left.number("socket inet 1 tcp");
        assertEquals(7, info(agents.left, 4, 8).get(0), "CLOSE");
    }

    @Test
    void whetherItIsMptcp() {
        int fd = agents.connect("mptcp");
        assertEquals("= 0 01000000", agents.left.ask("getsockopt 3 6 43 4"));
        assertEquals("= 0 01000000", agents.right.ask("getsockopt %d 6 43 4", fd));
        agents.left.number("socket inet 1 tcp");
        assertEquals("= 0 00000000", agents.left.ask("getsockopt 4 6 43 4"));
        agents.left.number("connect 4 10.0.0.2 80");
        agents.right.number("accept 3");
        assertEquals("= 0 00000000", agents.right.ask("getsockopt 5 6 43 4"), "in fallback");
        ByteBuffer info = ByteBuffer.wrap(HexFormat.of().parseHex(
                agents.left.ask("getsockopt 3 284 1 96").substring(4))).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(agents.left.facts("info 3").get("token_l"), Integer.toUnsignedString(info.getInt(12)));
        assertEquals(1, info.get(80), "subflows in all");
    }

    @Test
    void howLongMultipathTcpHasBeenSilent() {
        agents.connect("mptcp");
        assertEquals("= 10", agents.left.ask("write 3 10"));
        assertEquals("= 0 0", agents.left.ask("poll 200 3:1"));
        ByteBuffer info = ByteBuffer.wrap(HexFormat.of().parseHex(
                agents.left.ask("getsockopt 3 284 1 96").substring(4))).order(ByteOrder.LITTLE_ENDIAN);
        for (int at : new int[] {84, 88, 92}) { // last data sent and received, last acknowledgement received, in milliseconds
            assertTrue(info.getInt(at) >= 50 && info.getInt(at) < 60_000, at + ": " + info.getInt(at));
        }
    }

    @Test
    void policiesAreSwappedOnALiveConnection() {
        agents.connect("mptcp");
        var before = agents.left.facts("info 3");
        assertEquals("kernel", before.get("scheduler"));
        assertEquals("opportunistic", before.get("rexmit"));
        assertEquals("cubic", before.get("cc"));
        assertEquals("kernel", before.get("path"));
        assertEquals("= 0", agents.left.ask("policy 3 scheduler roundrobin"));
        assertEquals("= 0", agents.left.ask("policy 3 path static"));
        assertEquals("! ENOENT", agents.left.ask("policy 3 cc none"));
        assertEquals("! EINVAL", agents.left.ask("policy 3 luck cubic"));
        assertEquals("= 0", agents.left.ask("setsockopt 3 6 13 4 72656e6f"));
        var after = agents.left.facts("info 3");
        assertEquals("roundrobin", after.get("scheduler"));
        assertEquals("static", after.get("path"));
        assertEquals("reno", after.get("cc"));
        assertEquals("reno", new String(HexFormat.of().parseHex(agents.left.ask("getsockopt 3 6 13 16").substring(4)),
                StandardCharsets.US_ASCII).replace("\0", ""));
    }
}
