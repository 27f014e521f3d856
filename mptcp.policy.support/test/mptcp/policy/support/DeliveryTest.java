package mptcp.policy.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import mptcp.policy.testing.FakeSubflows;
import org.junit.jupiter.api.Test;

/** A window of 10 segments of 1000 bytes and a round trip of 20 ms. */
class DeliveryTest {
    private static final long MS = 1_000_000;

    private final FakeSubflows view = new FakeSubflows();
    private final int sf = view.add(10, 20);
    private final Delivery delivery = new Delivery();

    private void rate(long bytesPerSecond, boolean appLimited) {
        view.deliveryRate[sf] = bytesPerSecond;
        view.appLimited[sf] = appLimited;
        delivery.look(1 << sf, view);
    }

    @Test
    void byTheWindowUntilThereIsARate() {
        assertEquals(10 * MS, delivery.arrivalNs(sf, 10_000, view));
        assertEquals(12 * MS, delivery.arrivalNs(sf, 11_000, view));
        assertEquals(500_000, delivery.bytesPerSecond(sf, view));
    }

    /** At 100 bytes a millisecond 2000 fill the path; the acknowledgement of the last of 6000 comes after 60 ms. */
    @Test
    void byTheRateBehindWhatIsInFlight() {
        rate(100_000, false);
        assertEquals(10 * MS, delivery.arrivalNs(sf, 1_000, view));
        assertEquals(10 * MS, delivery.arrivalNs(sf, 2_000, view));
        view.inFlight[sf] = 4_000;
        view.queued[sf] = 1_000;
        assertEquals(50 * MS, delivery.arrivalNs(sf, 1_000, view));
        assertEquals(100_000, delivery.bytesPerSecond(sf, view));
    }

    @Test
    void aLowerBoundDoesNotLowerIt() {
        rate(100_000, false);
        rate(50_000, true);
        assertEquals(100_000, delivery.bytesPerSecond(sf, view));
        rate(150_000, true);
        assertEquals(150_000, delivery.bytesPerSecond(sf, view));
        rate(60_000, false);
        assertEquals(60_000, delivery.bytesPerSecond(sf, view));
        delivery.forget(sf);
        assertEquals(500_000, delivery.bytesPerSecond(sf, view));
    }
}
