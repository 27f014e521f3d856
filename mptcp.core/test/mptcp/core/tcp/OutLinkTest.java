package mptcp.core.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.net.InetAddress;
import mptcp.api.link.IpLink;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpAddress;
import mptcp.io.sim.DirectLink;
import mptcp.testkit.fault.Stub;
import org.junit.jupiter.api.Test;

/** The link of a flow is looked up once, and again after each change of links and addresses. */
class OutLinkTest {
    private final IpLink one = DirectLink.pair("one", "peer", 1500).a();
    private final IpLink two = DirectLink.pair("two", "peer", 1500).a();
    private IpLink there;
    private int changes;
    private int lookUps;

    private final OutLink out = new OutLink(Stub.of(TcpEnv.class, (method, arguments) -> switch (method.getName()) {
        case "linkChanges" -> changes;
        case "linkOf" -> {
            lookUps++;
            yield there;
        }
        default -> throw new AssertionError(method);
    }), new Flow(IpAddress.of(InetAddress.ofLiteral("10.0.0.1")), 1, IpAddress.of(InetAddress.ofLiteral("10.0.0.2")), 2));

    @Test
    void onceUntilSomethingChanges() {
        there = one;
        for (int i = 0; i < 3; i++) {
            assertSame(one, out.now());
        }
        assertEquals(1, lookUps);
        there = two;
        changes++;
        assertSame(two, out.now());
        assertSame(two, out.now());
        assertEquals(2, lookUps);
    }

    /** That there is none is an answer too, which holds until something changes: a packet of then is lost, not sent by a link that has gone. */
    @Test
    void noneIsRememberedLikeOne() {
        assertNull(out.now());
        assertNull(out.now());
        assertEquals(1, lookUps);
        there = one;
        changes++;
        assertSame(one, out.now());
        there = null;
        changes++;
        assertNull(out.now());
    }
}
