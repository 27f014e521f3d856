package mptcp.socketagent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ICMP says of a connection, as Linux's sockets tell it: icmp(7), ip(7). */
@Timeout(60)
final class PathErrorsTest {
    private static final String ERROR = "getsockopt 3 1 4 4";
    private static final String NONE = "= 0 00000000";

    @RegisterExtension
    final TwoAgents agents = new TwoAgents();

    @BeforeEach
    void connects() {
        agents.right.number("socket inet 1 tcp");
        agents.right.number("bind 3 10.0.0.2 80");
        agents.right.number("listen 3 5");
        agents.left.number("socket inet 2049 tcp");
    }

    private void established() {
        agents.left.ask("connect 3 10.0.0.2 80");
        assertEquals("= 1 4", agents.left.ask("poll 30000 3:4"));
        agents.wire.cut = true;
        agents.left.number("write 3 100");
    }

    /** A router says this of what was sent last. */
    private void told(int type, int code) {
        byte[] quoted = agents.wire.left.sent.getLast();
        int length = 28;
        ByteBuffer b = ByteBuffer.allocate(20 + 8 + length);
        b.putInt(0x4500_0000 | b.capacity()).putInt(0x4000).putInt(64 << 24 | 1 << 16).putInt(0x0a00004d).putInt(0x0a000001);
        b.put((byte) type).put((byte) code).putShort((short) 0).putInt(0).put(quoted, 0, length);
        b.putShort(10, (short) ~Packets.sum(b.array(), 0, 20, 0));
        b.putShort(22, (short) ~Packets.sum(b.array(), 20, b.capacity(), 0));
        agents.wire.left.inject(b.array());
        agents.left.ask("sync");
    }

    @ParameterizedTest
    @CsvSource({"3, 0, 65", "3, 1, 71", "3, 2, 5c", "3, 3, 6f", "3, 5, 5f", "3, 6, 65", "3, 7, 70", "3, 8, 40", "3, 13, 71", "11, 0, 71", "12, 0, 47"})
    void anAttemptEndsWithIt(int type, int code, String errno) {
        agents.wire.cut = true;
        agents.left.ask("connect 3 10.0.0.2 80");
        told(type, code);
        assertEquals("= 0 " + errno + "000000", agents.left.ask(ERROR));
        assertEquals(NONE, agents.left.ask(ERROR));
    }

    @Test
    void aConnectionGoesOn() {
        established();
        told(3, 1);
        assertEquals("= 1 4", agents.left.ask("poll 0 3:13"));
        assertEquals("= 0 71000000", agents.left.ask(ERROR));
        assertEquals(NONE, agents.left.ask(ERROR));
        assertEquals("= 100", agents.left.ask("write 3 100"));
    }

    @Test
    void whoAskedForItIsToldByAnyCall() {
        established();
        agents.left.ask("setsockopt 3 0 11 4 01000000");
        told(3, 1);
        assertEquals("= 1 12", agents.left.ask("poll 0 3:4"));
        assertEquals("! EHOSTUNREACH", agents.left.ask("write 3 100"));
        assertEquals("= 100", agents.left.ask("write 3 100"));
        told(3, 0);
        assertEquals("! ENETUNREACH", agents.left.ask("read 3 100"));
        assertEquals("! EAGAIN", agents.left.ask("read 3 100"));
        assertEquals(NONE, agents.left.ask(ERROR));
    }

    /** Not there before it connects, and in force all the same. */
    @Test
    void corkIsSetBeforeItConnects() {
        agents.left.ask("setsockopt 3 6 3 4 01000000");
        agents.left.ask("connect 3 10.0.0.2 80");
        assertEquals("= 1 4", agents.left.ask("poll 30000 3:4"));
        int before = agents.wire.left.sent.size();
        agents.left.number("write 3 100");
        assertEquals(before, agents.wire.left.sent.size());
    }
}
