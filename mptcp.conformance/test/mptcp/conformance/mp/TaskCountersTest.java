package mptcp.conformance.mp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.address;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.rst;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.testkit.Drill;
import mptcp.testkit.Flow;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;

/** The report's four asynchronous tasks (listing 1) are work of the loop, and can be counted. */
class TaskCountersTest {
    @Test
    void eachOfTheFourTasksIsCounted() {
        try (Drill d = Mp.drill(1).secondAddress().open()) {
            Sock s = d.handshakeClient();
            assertEquals(0, d.counter("MPTcpTaskJoin"));
            Flow b = d.joinClient("b");
            assertEquals(1, d.counter("MPTcpTaskJoin"));
            int id = d.announce(d.secondLocalAddress(), 0);
            d.expect(ack(1, 1).partial().addAddr(address(id, "10.0.2.1")));
            assertEquals(1, d.counter("MPTcpTaskPcbCreate"));
            s.write(500);
            d.expect(data(1, 1, 500).partial().dss(dss().dack(1).map(1, 1, 500)));
            long asked = d.counter("MPTcpTaskData");
            d.inject(ack(1, 501).dack(501));
            assertTrue(d.counter("MPTcpTaskData") > asked, "an acknowledgement makes its subflow ask for data");
            d.prefer("b");
            s.write(500);
            d.expect(data(1, 1, 500).on(b).partial().dss(dss().dack(1).map(501, 1, 500)));
            assertEquals(0, d.counter("MPTcpTaskRexmit"));
            d.inject(rst(1).on(b));
            d.expect(data(501, 1, 500).partial().dss(dss().dack(1).map(501, 501, 500)));
            assertEquals(1, d.counter("MPTcpTaskRexmit"));
            d.inject(ack(1, 1001).dack(1001));
        }
    }
}
