package mptcp.bench.jmh;

import java.util.concurrent.TimeUnit;
import mptcp.core.mp.data.DsMap;
import mptcp.core.mp.data.MapPool;
import mptcp.core.mp.data.RxMaps;
import mptcp.core.mp.data.TxMaps;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The lists of maps at both ends of a subflow that has so many segments outstanding. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Maps {
    private static final int LENGTH = 1420;

    @Param({"16", "1000"})
    int outstanding;

    private final MapPool pool = new MapPool();
    private final TxMaps tx = new TxMaps(pool);
    private final RxMaps rx = new RxMaps(pool);
    private long sent;
    private long received;

    /** So many maps in both lists; at the receiver, the first one's bytes are missing. */
    @Setup
    public void setup() {
        for (int i = 0; i < outstanding; i++) {
            tx.add(sent, LENGTH, 1 + sent, 0, 0);
            rx.add(received, LENGTH, 1 + received, -1, false, received);
            sent += LENGTH;
            received += LENGTH;
        }
    }

    /** A segment is sent, its map looked up for its header, and the oldest acknowledged. */
    @Benchmark
    public long send() {
        tx.add(sent, LENGTH, 1 + sent, 0, 0);
        DsMap map = tx.at(1 + sent);
        sent += LENGTH;
        tx.ackedUpTo(1 + sent - (long) outstanding * LENGTH);
        return map.offset() + tx.lowest();
    }

    /** A segment arrives behind a gap: its map is added and looked up; the oldest map's bytes are complete. */
    @Benchmark
    public long receive() {
        rx.add(received, LENGTH, 1 + received, -1, false, received);
        DsMap map = rx.at(1 + received);
        received += LENGTH;
        rx.receivedUpTo(1 + received - (long) outstanding * LENGTH);
        return map.offset();
    }
}
