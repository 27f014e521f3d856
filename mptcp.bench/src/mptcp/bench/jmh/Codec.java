package mptcp.bench.jmh;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import mptcp.api.address.LinkAddress;
import mptcp.core.wire.Checksum;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpAddress;
import mptcp.core.wire.IpHeader;
import mptcp.core.wire.MptcpOption;
import mptcp.core.wire.OutSegment;
import mptcp.core.wire.TcpFlags;
import mptcp.core.wire.TcpHeader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Headers of data segments with timestamps and a DSS of 64-bit numbers, as they are most of the traffic. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Codec {
    private static final int PAYLOAD = 1420;

    @Param({"10.0.0.1", "fd00::1"})
    String address;

    private final MemorySegment memory = Arena.ofAuto().allocate(2048, 64);
    private final OutSegment out = new OutSegment();
    private final IpHeader ip = new IpHeader();
    private final TcpHeader tcp = new TcpHeader();
    private Flow flow;
    private int length;
    private int seq;

    /** A packet to parse. */
    @Setup
    public void setup() {
        IpAddress any = IpAddress.of(LinkAddress.of(address).address());
        flow = new Flow(any, 1000, any, 2000);
        length = write() + PAYLOAD;
        out.seal(flow, memory, 0, PAYLOAD, false);
    }

    /** IP, TCP and MPTCP headers from nothing, without the checksum of the payload. */
    @Benchmark
    public int write() {
        seq += PAYLOAD;
        out.begin(TcpFlags.ACK, seq, 1);
        out.window(1000, 0);
        out.timestamps(seq, 2);
        int flags = MptcpOption.DSS_ACK | MptcpOption.DSS_ACK64 | MptcpOption.DSS_MAP | MptcpOption.DSS_DSN64;
        out.mptcp().dss(out, flags, 3, seq, seq, PAYLOAD, -1);
        int header = out.write(flow, memory, 0, PAYLOAD);
        out.seal(flow, memory, 0, PAYLOAD, true);
        return header;
    }

    /** The headers of a packet whose checksum someone else has verified. */
    @Benchmark
    public TcpHeader.Result parse() {
        ip.parse(memory, 0, length, false);
        return tcp.parse(memory, ip, false);
    }

    /** The Internet checksum of 1500 bytes. */
    @Benchmark
    public int checksum() {
        return Checksum.sum(memory, 0, 1500);
    }
}
