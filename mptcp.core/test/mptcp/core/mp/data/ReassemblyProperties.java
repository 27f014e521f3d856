package mptcp.core.mp.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import mptcp.core.buffer.SlabPool;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Bytes that arrive in any order, more than once and in any pieces, and the mappings that say what they are. */
class ReassemblyProperties {
    private static final int LIMIT = 4096;
    private static final int STREAM = 20_000;

    /** Bytes arrive at this distance from what is read, and then so many are read. */
    private record Step(int ahead, int length, int read) {}

    private record Mapping(int ssn, int length, int shift) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> ahead = Arbitraries.integers().between(-500, LIMIT);
        Arbitrary<Integer> length = Arbitraries.integers().between(1, 1500);
        Arbitrary<Integer> read = Arbitraries.integers().between(0, 2000);
        return Combinators.combine(ahead, length, read).as(Step::new).list().ofMinSize(1).ofMaxSize(80);
    }

    @Provide
    Arbitrary<List<Mapping>> mappings() {
        Arbitrary<Integer> ssn = Arbitraries.integers().between(1, 300);
        Arbitrary<Integer> length = Arbitraries.integers().between(1, 40);
        Arbitrary<Integer> shift = Arbitraries.of(1000, 1000, 1000, 5000);
        return Combinators.combine(ssn, length, shift).as(Mapping::new).list().ofMaxSize(60);
    }

    private static byte at(long offset) {
        return (byte) (offset * 31 + (offset >> 8));
    }

    /** What is read is the stream; what can be read and what lies ahead is what arrived. */
    @Property(tries = 300)
    void theReaderSeesTheStream(@ForAll("steps") List<Step> steps) {
        try (SlabPool pool = new SlabPool()) {
            ReceiveBuffer buffer = new ReceiveBuffer(pool, LIMIT);
            BitSet arrived = new BitSet();
            long edge = buffer.edge();
            for (Step s : steps) {
                long start = Math.max(buffer.next(), buffer.readOffset() + s.ahead);
                long end = Math.min(start + s.length, Math.min(buffer.edge(), STREAM));
                if (start < end) {
                    put(buffer, start, end);
                    arrived.set((int) start, (int) end);
                }
                int next = arrived.nextClearBit(0);
                assertEquals(next, buffer.next());
                assertEquals(arrived.cardinality() - next, buffer.ahead().bytes());
                read(buffer, s.read);
                assertTrue(buffer.edge() >= edge, "the right edge moved back");
                edge = buffer.edge();
                assertEquals(next - buffer.readOffset(), buffer.available());
            }
            buffer.release();
        }
    }

    private static void put(ReceiveBuffer buffer, long start, long end) {
        byte[] bytes = new byte[(int) (end - start)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = at(start + i);
        }
        assertTrue(buffer.place(start, MemorySegment.ofArray(bytes), 0, bytes.length));
        assertTrue(buffer.commit(start, end) >= 0);
    }

    private static void read(ReceiveBuffer buffer, int most) {
        long from = buffer.readOffset();
        ByteBuffer out = ByteBuffer.allocate(most);
        int n = buffer.read(out);
        assertEquals(Math.min(most, buffer.next() - from), n);
        for (int i = 0; i < n; i++) {
            assertEquals(at(from + i), out.get(i), "byte " + (from + i));
        }
    }

    /** A mapping is new, known or contradicts: against a list that is searched from one end to the other. */
    @Property(tries = 300)
    void mappings(@ForAll("mappings") List<Mapping> steps) {
        MapPool pool = new MapPool();
        RxMaps maps = new RxMaps(pool);
        List<Mapping> model = new ArrayList<>();
        int received = 0;
        for (Mapping m : steps) {
            if (m.ssn % 17 == 0) { // in between, everything up to here is received
                received = m.ssn;
                maps.receivedUpTo(received);
                int below = received;
                while (!model.isEmpty() && model.getFirst().ssn + model.getFirst().length <= below) {
                    model.removeFirst();
                }
            }
            Mapping met = model.stream().filter(k -> k.ssn + k.length > m.ssn && k.ssn < m.ssn + m.length)
                    .findFirst().orElse(null);
            RxMaps.Added expected = met == null ? RxMaps.Added.NEW
                    : met.ssn <= m.ssn && m.ssn + m.length <= met.ssn + met.length && met.shift == m.shift
                            ? RxMaps.Added.KNOWN : RxMaps.Added.CONFLICT;
            assertEquals(expected, maps.add(m.ssn + m.shift, m.length, m.ssn, 0, false, received));
            if (met == null) {
                model.add(m);
                model.sort(Comparator.comparingInt(Mapping::ssn));
            }
            compare(maps, model);
        }
        assertEquals(model.size(), pool.live());
        maps.clear();
        assertEquals(0, pool.live());
    }

    private static void compare(RxMaps maps, List<Mapping> model) {
        for (int p = 0; p < 350; p++) {
            int position = p;
            Mapping of = model.stream().filter(m -> m.ssn <= position && position < m.ssn + m.length).findFirst()
                    .orElse(null);
            DsMap found = maps.at(position);
            if (of == null) {
                assertNull(found);
            } else {
                assertEquals(of.ssn, found.ssn());
                assertEquals(of.shift, found.offset() - found.ssn());
                assertSame(found, maps.at(position));
            }
        }
        for (int from = 1; from < 300; from += 13) {
            int until = from;
            for (Mapping m : model) {
                if (m.ssn <= until) {
                    until = Math.max(until, m.ssn + m.length);
                }
            }
            assertTrue(maps.cover(from, until));
            assertEquals(false, maps.cover(from, until + 1));
        }
    }
}
