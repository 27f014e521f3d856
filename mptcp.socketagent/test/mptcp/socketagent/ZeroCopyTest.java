package mptcp.socketagent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SO_ZEROCOPY and MSG_ZEROCOPY: what the error queue tells of writes, by their numbers. */
@Timeout(60)
final class ZeroCopyTest {
    private static final String NEXT = "recvmsg 3 0 0x2000 100";
    private static final String NOTHING = "! EAGAIN";

    @RegisterExtension
    final TwoAgents agents = new TwoAgents();

    @BeforeEach
    void connected() {
        agents.right.number("socket inet 1 tcp");
        agents.right.number("bind 3 10.0.0.2 80");
        agents.right.number("listen 3 5");
        agents.left.number("socket inet 1 tcp");
        agents.left.number("connect 3 10.0.0.2 80");
        agents.right.number("accept 3");
    }

    /** {@code struct sock_extended_err} behind its head: writes from one number to another, whose bytes were copied. */
    private static String told(int from, int to) {
        String origin = "0000000005000100";
        return "= 0 8192 3000000000000000000000000b000000" + origin + little(from) + little(to) + "00".repeat(16);
    }

    private static String little(int n) {
        return "%08x".formatted(Integer.reverseBytes(n));
    }

    private void acknowledged(int bytes) {
        assertEquals("= " + bytes, agents.right.ask("recv 4 " + bytes + " 256"));
        assertEquals("= 1 8", agents.left.ask("poll 30000 3:0"));
    }

    @Test
    void eachWriteIsTold() {
        assertEquals("= 0", agents.left.ask("setsockopt 3 1 60 4 01000000"));
        assertEquals("= 5000", agents.left.ask("send 3 5000 0x4000000"));
        acknowledged(5000);
        assertEquals(told(0, 0), agents.left.ask(NEXT));
        assertEquals(NOTHING, agents.left.ask(NEXT));
        assertEquals("= 0 0", agents.left.ask("poll 0 3:0"));
        agents.left.number("send 3 10 0"); // one that is copied has no number
        agents.left.number("send 3 10 0x4000000");
        acknowledged(20);
        assertEquals(told(1, 1), agents.left.ask(NEXT));
    }

    @Test
    void thoseInARowAreToldAtOnce() {
        agents.left.number("setsockopt 3 1 60 4 01000000");
        for (int i = 0; i < 3; i++) {
            agents.left.number("send 3 1000 0x4000000");
        }
        assertEquals("= 3000", agents.right.ask("recv 4 3000 256"));
        while (!agents.left.ask("ioctl 3 outq").equals("= 0 0")) {
            Thread.onSpinWait();
        }
        assertEquals(told(0, 2), agents.left.ask(NEXT));
    }

    @Test
    void withoutTheOptionNothingIsTold() {
        agents.left.number("send 3 1000 0x4000000");
        assertEquals("= 1000", agents.right.ask("recv 4 1000 256"));
        while (!agents.left.ask("ioctl 3 outq").equals("= 0 0")) {
            Thread.onSpinWait();
        }
        assertEquals(NOTHING, agents.left.ask(NEXT));
        assertEquals("! EINVAL", agents.left.ask("setsockopt 3 1 60 4 02000000"));
    }

    /** Whatever becomes of the bytes, their memory is free then. */
    @Test
    void aResetTellsAll() {
        agents.left.number("setsockopt 3 1 60 4 01000000");
        agents.wire.cut = true;
        agents.left.number("send 3 1000 0x4000000");
        assertEquals(NOTHING, agents.left.ask(NEXT));
        agents.wire.cut = false;
        agents.right.number("setsockopt 4 1 13 8 0100000000000000");
        agents.right.number("close 4");
        assertEquals("= 1 24", agents.left.ask("poll 30000 3:0"));
        assertEquals(told(0, 0), agents.left.ask(NEXT));
    }
}
