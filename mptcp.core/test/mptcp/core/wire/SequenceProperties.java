package mptcp.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** Positions and numbers on the wire: what differs by less than half the space is told apart, wherever it wraps. */
class SequenceProperties {
    private static final long HALF = 1L << 31;

    @Property
    void aPositionComesBackFromItsNumber(@ForAll int initial, @ForAll @LongRange(min = 0, max = 1L << 62) long reference,
            @ForAll @LongRange(min = -HALF, max = HALF - 1) long distance) {
        long position = reference + distance;
        assertEquals(position, Seq.unwrap(reference, initial, Seq.wire(initial, position)));
    }

    @Property
    void positionsAndNumbersAreOrderedAlike(@ForAll int initial, @ForAll @LongRange(min = 0, max = 1L << 62) long position,
            @ForAll @LongRange(min = -HALF + 1, max = HALF - 1) long distance) {
        int a = Seq.wire(initial, position);
        int b = Seq.wire(initial, position + distance);
        assertEquals(distance > 0, Seq.before(a, b));
        assertEquals(distance < 0, Seq.before(b, a));
    }

    /** Each number names exactly one position within 2^31 of the reference. */
    @Property
    void anyNumberIsNearTheReference(@ForAll int initial, @ForAll @LongRange(min = 0, max = 1L << 62) long reference,
            @ForAll int wire) {
        long position = Seq.unwrap(reference, initial, wire);
        assertEquals(wire, Seq.wire(initial, position));
        assertEquals(true, position >= reference - HALF && position < reference + HALF);
    }

    @Property
    void aDsnComesBackFromItsLowHalf(@ForAll long reference, @ForAll @LongRange(min = -HALF, max = HALF - 1) long distance) {
        long dsn = reference + distance;
        assertEquals(dsn, Dsn.expand(reference, (int) dsn));
    }

    @Property
    void dsnsAreOrderedAcrossTheWrap(@ForAll long a, @ForAll @LongRange(min = -Long.MAX_VALUE, max = Long.MAX_VALUE) long d) {
        long b = a + d;
        assertEquals(d > 0, Dsn.before(a, b));
        assertEquals(d >= 0, Dsn.atOrBefore(a, b));
        assertEquals(d >= 0 ? a : b, Dsn.min(a, b));
        assertEquals(d >= 0 ? b : a, Dsn.max(a, b));
    }
}
