package mptcp.bench.jmh;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import mptcp.core.buffer.ByteRing;
import mptcp.core.buffer.SlabPool;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A segment's payload into a ring of 1 MiB, out of it, and summed in it, at ever new places. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Ring {
    private static final int PAYLOAD = 1424;
    private static final int SIZE = 1 << 20;

    private final ByteRing ring = new ByteRing(new SlabPool());
    private final MemorySegment packet = Arena.ofAuto().allocate(PAYLOAD, 64);
    private long position;

    @Setup
    public void setup() {
        ring.ensure(0, SIZE);
    }

    @Benchmark
    public void put() {
        ring.put(position, packet, 0, PAYLOAD);
        position += PAYLOAD;
    }

    @Benchmark
    public void get() {
        ring.get(position, packet, 0, PAYLOAD);
        position += PAYLOAD;
    }

    @Benchmark
    public int sum() {
        position += PAYLOAD;
        return ring.sum(position, PAYLOAD, 0);
    }
}
