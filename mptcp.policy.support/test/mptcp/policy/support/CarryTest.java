package mptcp.policy.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CarryTest {
    private final Carry carry = new Carry();

    private long sum(int sf, int times, double bytes) {
        long sum = 0;
        for (int i = 0; i < times; i++) {
            sum += carry.whole(sf, bytes);
        }
        return sum;
    }

    @Test
    void smallStepsAreNotLost() {
        assertEquals(1_000, sum(0, 1_000_000, 0.001), 1);
        assertEquals(-250, sum(1, 1_000, -0.25));
        assertEquals(333, sum(2, 1_000, 1.0 / 3));
    }

    @Test
    void subflowsAreApartAndSlotsStartAnew() {
        assertEquals(0, carry.whole(0, 0.9));
        assertEquals(0, carry.whole(1, 0.9));
        assertEquals(1, carry.whole(0, 0.9));
        carry.clear(0);
        assertEquals(0, carry.whole(0, 0.9));
    }
}
