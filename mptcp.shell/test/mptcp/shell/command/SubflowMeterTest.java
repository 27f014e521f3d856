package mptcp.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.shell.fake.Snapshots;
import org.junit.jupiter.api.Test;

final class SubflowMeterTest {
    private static ConnectionSnapshot connection(SubflowSnapshot... subflows) {
        return Snapshots.connection("client", 1, "default", subflows);
    }

    @Test
    void ratesAreThoseOfTheInterval() {
        SubflowMeter meter = new SubflowMeter(0);
        meter.sample(connection(Snapshots.subflow(0, "path1", 1000, false)), true, 1_000_000_000);
        var rates = meter.sample(connection(Snapshots.subflow(0, "path1", 3500, false),
                Snapshots.subflow(1, null, 125, false)), true, 1_500_000_000);
        assertEquals("path1", rates.get(0).name());
        assertEquals(40_000, rates.get(0).bitsPerSecond());
        assertEquals("sf1", rates.get(1).name());
        assertEquals(2_000, rates.get(1).bitsPerSecond());
    }

    @Test
    void aSlotThatBeginsAnewDoesNotGoBackwards() {
        SubflowMeter meter = new SubflowMeter(0);
        meter.sample(connection(Snapshots.subflow(0, "path1", 9000, false)), true, 1_000_000_000);
        var rates = meter.sample(
                connection(Snapshots.subflow(0, "path1", 10, false)), true, 2_000_000_000);
        assertEquals(0, rates.getFirst().bitsPerSecond());
    }
}
