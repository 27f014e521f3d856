package mptcp.conformance;

import static mptcp.testkit.Script.ms;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import mptcp.testkit.Drill;
import mptcp.testkit.wire.TcpPacket;

/** What scripts about a link without room have in common. */
public final class LinkFull {
    private static final int ROOM = 64;

    private LinkFull() {}

    /** Does something while nothing can leave, and gives the link its room back. @return what left then */
    public static List<TcpPacket> during(Drill d, Runnable action) {
        return during(d, ms(5), action);
    }

    /** @param ns how long nothing can leave after it */
    public static List<TcpPacket> during(Drill d, long ns, Runnable action) {
        d.link().room(0);
        action.run();
        d.advance(ns);
        assertEquals(0, d.skip().size());
        d.link().room(ROOM);
        d.advance(ms(50));
        return d.skip();
    }
}
