package mptcp.fuzz;

import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.segment;

import java.util.List;
import mptcp.testkit.Drill;
import mptcp.testkit.DssSpec;
import mptcp.testkit.Flow;
import mptcp.testkit.Segment;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;
import mptcp.testkit.wire.Wild;

/**
 * Segments of all kinds in each state of TCP, of plain connections and of Multipath TCP ones with one or two subflows. The
 * stack contains no fault and sends nothing that breaks a rule (which the script sees to); what can be read is the
 * peer's stream, as long as the peer maps it honestly; memory is bounded, and in the end nothing is left.
 */
public final class ArrivalTarget {
    private static final int BUFFER = 16_384;
    /** Rings of twice a buffer each way, in slabs of powers of two, for the connections that a listener may have. */
    private static final long MOST_MEMORY = 32L * BUFFER;
    private static final int MOST_STEPS = 60;
    private static final long SETTLED = seconds(1000);

    private final Drill drill;
    private final Input in;
    private final State.Entered entered;
    private boolean honest = true;
    private boolean closed;

    private ArrivalTarget(Drill drill, Input in, State.Entered entered) {
        this.drill = drill;
        this.in = in;
        this.entered = entered;
    }

    public static void fuzzerTestOneInput(byte[] data) {
        Input in = new Input(data);
        State state = State.of(in.u8());
        int setup = in.u8();
        int version = switch (setup & 3) {
            case 0 -> -1;
            case 1 -> 0;
            default -> 1;
        };
        boolean checksums = (setup & 4) != 0;
        boolean joined = (setup & 8) != 0;
        var builder = ((setup & 16) != 0 ? Drill.v6() : Drill.v4()).secondAddress().config(c -> c.mptcpVersion(version)
                .checksums(checksums).delayedAckNs(0).receiveBuffer(BUFFER, BUFFER).sendBuffer(BUFFER, BUFFER)
                .timeWaitNs(seconds(1)).closeTimeoutNs(seconds(5)).retries(3).synRetries(2).maxRtoNs(seconds(5)));
        try (Drill d = builder.open()) {
            d.peer().mss(1000).sack((setup & 32) != 0);
            ArrivalTarget target = new ArrivalTarget(d, in, state.enter(d, version >= 0, joined));
            target.play();
            target.end();
        }
    }

    private void play() {
        for (int i = 0; i < MOST_STEPS && in.hasMore(); i++) {
            int what = in.below(16);
            switch (what) {
                case 0 -> drill.advance(ms(in.scaled(14)));
                case 1 -> application();
                case 2 -> read();
                default -> drill.inject(arriving());
            }
            look();
        }
    }

    /** Learns what the stack acknowledged, and passes over what it sent. */
    private void look() {
        for (TcpPacket packet : drill.skip()) {
            entered.sent(packet);
        }
        long held = drill.stack().inspector().memory().heldBytes();
        Finding.require(held <= MOST_MEMORY, "memory of " + held + " bytes");
        contained();
    }

    private void contained() {
        Finding.require(drill.counter("MPTcpContainedFaults") == 0, "a fault was contained");
    }

    // ---- segments

    private Segment arriving() {
        Flow flow = entered.flow(in.u8());
        int bits = in.u8();
        StringBuilder flags = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if ((bits >> i & 1) != 0) {
                flags.append("P.FRUEWS".charAt(i));
            }
        }
        if (flags.indexOf("S") >= 0 && flags.indexOf(".") < 0 && !entered.isOpen(flow)) {
            flags.append('.'); // a SYN to nobody would open a connection with numbers that the script does not know
        }
        if (flags.isEmpty()) {
            flags.append('.');
        }
        boolean opens = flags.indexOf("S") >= 0 && !entered.isSynchronised(flow);
        long seq = opens ? 0 : entered.near(flow, in); // the script counts from the SYN
        int length = in.scaled(10);
        Segment s = segment(flags.toString(), seq, length).on(flow).win(in.u16());
        if (flags.indexOf(".") >= 0) {
            s.ack(entered.nearAck(flow, in));
        }
        if (length > 0) {
            s.at(seq - 1);
        }
        options(s, flow, seq, length, flags.indexOf("S") >= 0);
        return s;
    }

    private void options(Segment s, Flow flow, long seq, int length, boolean syn) {
        int what = in.below(12);
        honest &= what <= 2 || length == 0 || !entered.knowsKeys(); // what nobody mapped has no place in the stream
        if (what <= 3 && !entered.knowsKeys()) {
            s.option(new TcpOption.Dss(in.i32(), 4, in.i32(), 4, in.i32(), in.u16(), Wild.ABSENT, what & 1, 0));
            return;
        }
        switch (what) {
            case 0, 1, 2 -> s.dss(mapping(seq, length));
            case 3 -> s.dack(entered.nearDataAck(in));
            case 4 -> s.option(new TcpOption.Sack(List.of(block(flow))));
            case 5 -> s.ts(in.i32(), in.i32());
            case 6 -> {
                if (entered.knowsKeys()) {
                    s.mpFail(1 + in.scaled(16));
                } else {
                    s.option(new TcpOption.MpFail(0, in.i32()));
                }
            }
            case 7 -> s.fastClose(in.bit() && entered.knowsKeys() ? drill.conn().stackKey() : in.i32());
            case 8 -> other(s, length);
            case 9 -> {
                if (syn) {
                    s.mpCapable();
                }
            }
            default -> { }
        }
    }

    /** Of the same bytes at the same places, or of others: then nothing is known of what is read. */
    private DssSpec mapping(long seq, int length) {
        int how = in.u8();
        DssSpec d = dss();
        if ((how & 1) != 0) {
            d.dack(entered.nearDataAck(in));
        }
        if ((how & 2) != 0) {
            d.map(seq, seq, length);
        } else if ((how & 4) != 0) {
            int before = in.scaled(9);
            d.map(Math.max(1, seq - before), Math.max(1, seq - before), length + before + in.scaled(9));
        } else if ((how & 8) != 0) {
            honest = false;
            d.map(in.i32(), in.i32(), in.u16());
        } else {
            honest &= length == 0;
        }
        if ((how & 16) != 0) {
            d.dataFin(seq + length);
        }
        if ((how & 32) != 0) {
            d.badChecksum();
        }
        return d;
    }

    /** Of what the stack sent, or nearly. */
    private TcpOption.Sack.Block block(Flow flow) {
        int first = flow.stackIsnOr(0) + 1;
        return new TcpOption.Sack.Block(first + in.scaled(12), first + in.scaled(12));
    }

    private void other(Segment s, int length) {
        honest &= length == 0;
        int[] body = new int[in.below(20)];
        for (int i = 0; i < body.length; i++) {
            body[i] = in.u8();
        }
        int subtype = in.u8();
        if ((subtype & 0xf) == TcpOption.DSS || (subtype & 0xf) == TcpOption.MP_CAPABLE) {
            honest = false;
        }
        s.mptcp(subtype & 0xf, subtype >> 4, body);
    }

    // ---- the application

    private void application() {
        Sock s = entered.socket();
        if (s == null) {
            return;
        }
        switch (in.below(8)) {
            case 0 -> s.shutdownOutput();
            case 1 -> close(s::close);
            case 2 -> close(s::abort);
            case 3 -> s.shutdownInput();
            default -> s.tryOffer(in.scaled(12));
        }
    }

    private void close(Runnable how) {
        how.run();
        closed = true;
    }

    private void read() {
        Sock s = entered.socket();
        if (s == null) {
            return;
        }
        int length = (int) Math.min(s.socket().available(), in.scaled(13));
        if (closed) {
            return;
        }
        if (length > 0 && honest) {
            s.readSome(length);
        } else if (length > 0) {
            s.readAny(length);
        }
    }

    // ---- the end

    /** The application gives up; later nothing is left. */
    private void end() {
        if (entered.socket() != null) {
            entered.socket().abort();
        }
        while (drill.listening() && drill.pendingAccepts() > 0) {
            drill.accept().abort();
        }
        drill.advance(SETTLED);
        drill.skip();
        contained();
        if (!drill.stack().inspector().connections().isEmpty()) {
            throw drill.failure("a connection is left: " + drill.stack().inspector().connections());
        }
        if (drill.stack().inspector().memory().heldBytes() != 0) {
            throw drill.failure("memory is left");
        }
    }
}
