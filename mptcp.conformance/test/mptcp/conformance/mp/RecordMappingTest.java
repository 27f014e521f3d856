package mptcp.conformance.mp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import mptcp.testkit.Drill;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;

/** MSG_EOR in Multipath TCP: a mapping ends where a record does. */
class RecordMappingTest {
    @Test
    void mappingsEndWithRecords() {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = Mp.server(d);
            s.socket().reconfigure(s.socket().config().withNoDelay(true));
            s.socket().endRecord(400);
            s.socket().endRecord(700);
            s.write(900);
            assertEquals(List.of(400, 300, 200), d.skip().stream().map(p -> p.payload().length).toList());
        }
    }
}
