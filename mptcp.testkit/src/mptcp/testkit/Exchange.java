package mptcp.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import mptcp.api.socket.DrivenStack;
import mptcp.testkit.wire.MalformedPacketException;
import mptcp.testkit.wire.PacketDecoder;
import mptcp.testkit.wire.PacketEncoder;
import mptcp.testkit.wire.RawPackets;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpPacket;
import mptcp.testkit.wire.Wild;

/**
 * The engine of a script: turns the stack, keeps the time, writes down both directions, and holds what the stack sent
 * until the script looks at it. One thread.
 */
final class Exchange {
    /** Not zero, so that a stack that takes zero for "never" is found out. */
    static final long START_NS = 1_000_000_000;
    private static final int MAX_TURNS = 10_000;
    private static final int DEFAULT_WINDOW = 65_535;
    private static final int DEFAULT_HOP_LIMIT = 64;

    private final Journal journal;
    private final Flows flows;
    private final ScriptLink link;
    private final Deque<Sent> pending = new ArrayDeque<>();
    private DrivenStack stack;
    private long nowNs = START_NS;
    private long dueNs = Long.MAX_VALUE;
    private String fault;
    private boolean failed;

    /** A packet of the stack, at the time when it was flushed. */
    record Sent(long atNs, byte[] bytes, TcpPacket packet, Flow flow) {
        Scope scope() {
            return new Scope(flow, true, packet.flags(), packet.payload().length > 0, false, atNs);
        }
    }

    Exchange(String title, long seed, Flows flows, int mtu, boolean superSegments) {
        journal = new Journal(title, seed, START_NS);
        this.flows = flows;
        link = new ScriptLink("drill", mtu, superSegments, this::sent);
    }

    void start(DrivenStack driven) {
        stack = driven;
        run();
    }

    ScriptLink link() {
        return link;
    }

    long nowNs() {
        return nowNs;
    }

    /** What to complain of at the end, or null. */
    DrillFailure leftOver() {
        Sent left = failed ? null : peek();
        return left == null ? null : failure("  at the end nobody had expected " + PacketText.of(left.packet(), left.scope()));
    }

    void note(String text) {
        journal.line(nowNs, text);
    }

    DrillFailure failure(String what) {
        failed = true;
        return new DrillFailure(journal.report(what));
    }

    DrillFailure failure(String what, Throwable cause) {
        failed = true;
        return new DrillFailure(journal.report(what), cause);
    }

    // ---- time

    /** Turns the stack until it has nothing more to do at the present time. */
    void run() {
        int turns = 0;
        do {
            turn();
            if (++turns > MAX_TURNS) {
                throw failure("the stack asks for another turn at once, " + MAX_TURNS + " times over");
            }
        } while (dueNs <= nowNs || link.unpolled() > 0);
    }

    private void turn() {
        try {
            dueNs = stack.turn(nowNs);
        } catch (RuntimeException | AssertionError e) {
            throw failure("the stack threw " + e, e);
        }
        if (link.unflushed() > 0 && fault == null) {
            fault = link.unflushed() + " packets were committed and not flushed by the end of the turn";
        }
        if (fault != null) {
            throw failure(fault);
        }
    }

    /** Lets time pass up to a moment, or to the first packet if {@code untilPacket}. */
    void advanceTo(long targetNs, boolean untilPacket) {
        run();
        while (dueNs <= targetNs && !(untilPacket && !pending.isEmpty())) {
            nowNs = Math.max(nowNs, dueNs);
            run();
        }
        if (!untilPacket || pending.isEmpty()) {
            nowNs = Math.max(nowNs, targetNs);
            run();
        }
    }

    // ---- packets of the stack

    private void sent(byte[] bytes, long atNs) {
        journal.packet(nowNs, bytes);
        try {
            TcpPacket packet = PacketDecoder.decode(bytes);
            Flow flow = flows.of(packet);
            Sent sent = new Sent(nowNs, bytes, packet, flow);
            Learner.learn(packet, sent.scope());
            note(PacketText.of(packet, sent.scope()));
            blame(Verifier.faults(packet, bytes.length, sent.scope()));
            if (atNs != nowNs) {
                blame(List.of("flushed with the time " + atNs + ", it is " + nowNs));
            }
            pending.add(sent);
        } catch (MalformedPacketException e) {
            note("> malformed: " + HexFormat.of().formatHex(bytes));
            blame(List.of(e.getMessage()));
        }
    }

    private void blame(List<String> faults) {
        if (!faults.isEmpty() && fault == null) {
            fault = "the stack sent a packet that breaks a rule:\n  " + String.join("\n  ", faults);
        }
    }

    Sent peek() {
        return pending.peek();
    }

    Sent poll() {
        return pending.poll();
    }

    /** All that was sent and not looked at. */
    List<Sent> drain() {
        List<Sent> all = new ArrayList<>(pending);
        pending.clear();
        return all;
    }

    // ---- packets to the stack

    /** Gives the stack packets, all in one turn. */
    void inject(List<byte[]> packets) {
        packets.forEach(link::deliver);
        run();
    }

    /** A packet that a link put together of several of so much payload. */
    void injectPutTogether(byte[] packet, int segmentSize) {
        link.deliver(packet, segmentSize);
        run();
    }

    void injectRaw(byte[] bytes) {
        journal.packet(nowNs, bytes);
        note("< raw, " + bytes.length + " octets");
        inject(List.of(bytes));
    }

    /** Makes the bytes of a segment and writes them down; they are not delivered yet. */
    byte[] make(Segment segment) {
        Flow flow = flows.of(segment.flow());
        Scope scope = new Scope(flow, false, segment.flags(), segment.length() > 0, true, nowNs);
        TcpPacket packet = build(segment, scope);
        byte[] bytes = PacketEncoder.encode(packet);
        for (var change : segment.changes()) {
            bytes = change.apply(bytes);
        }
        Learner.learn(packet, scope);
        journal.packet(nowNs, bytes);
        note(PacketText.of(packet, scope) + (segment.changes().isEmpty() ? "" : " (changed)"));
        return bytes;
    }

    private static TcpPacket build(Segment segment, Scope scope) {
        Flow flow = scope.flow();
        ByteStream stream = flow.conn().side(false).stream;
        long offset = offset(segment, scope);
        if (segment.payload() != null) {
            stream.put(offset, segment.payload());
        }
        boolean acks = Wild.present(segment.ack());
        return new TcpPacket(
                flow.remote().getAddress(),
                flow.local().getAddress(),
                (int) or(segment.trafficClass(), 0),
                (int) or(segment.hopLimit(), DEFAULT_HOP_LIMIT),
                flow.remote().getPort(),
                flow.local().getPort(),
                (int) scope.seq(segment.seq()),
                acks ? acknowledgement(segment, scope) : 0,
                segment.wireFlags(),
                (int) or(segment.window(), DEFAULT_WINDOW),
                (int) or(segment.urgent(), 0),
                segment.resolve(scope),
                stream.bytes(offset, (int) segment.length()));
    }

    /** Absolute where there is no initial sequence number to count from: an answer to nothing. */
    private static int acknowledgement(Segment segment, Scope scope) {
        return scope.flow().knowsIsn(true) ? (int) scope.ack(segment.ack()) : (int) segment.ack();
    }

    private static long offset(Segment segment, Scope scope) {
        if (segment.ownOffset() != null) {
            return segment.ownOffset();
        }
        Half.Mapping mapping = scope.sender().mapping(segment.seq());
        int syn = (segment.flags() & TcpFlags.SYN) != 0 ? 1 : 0;
        return mapping != null ? mapping.offset(segment.seq()) : segment.seq() + syn - 1;
    }

    private static long or(long value, long otherwise) {
        return Wild.present(value) ? value : otherwise;
    }

    /** A segment as IP fragments. */
    List<byte[]> fragments(Segment segment, int size) {
        return RawPackets.fragments(make(segment), size);
    }
}
