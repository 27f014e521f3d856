package mptcp.testkit;

import static mptcp.testkit.wire.Wild.ABSENT;
import static mptcp.testkit.wire.Wild.ANY;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpOption;

/**
 * A segment as a script writes it, to be injected or expected; made by the methods of {@link Script}. Sequence numbers
 * are relative. What is not said is ordinary when injected (window 65,535, pattern as payload) and not looked at when
 * expected; only options are: those listed must be there, in this order and no others, padding aside, unless
 * {@link #partial} or {@link #exact} is said. Not for concurrent use.
 */
public final class Segment {
    /** How an expectation treats the option list. */
    enum Options { ORDERED, EXACT, PARTIAL, UNCHECKED }

    private final List<OptionSpec> options = new ArrayList<>();
    private final List<UnaryOperator<byte[]>> changes = new ArrayList<>();
    private final int flags;
    private final long seq;
    private String flow = Drill.FIRST_FLOW;
    private long ack;
    private long window = ABSENT;
    private long urgent = ABSENT;
    private long trafficClass = ABSENT;
    private long hopLimit = ABSENT;
    private long length;
    private byte[] payload;
    private Long offset;
    private boolean push;
    private Options mode = Options.ORDERED;

    Segment(int flags, long seq, long ack, long length) {
        this.flags = flags;
        this.seq = seq;
        this.ack = ack;
        this.length = length;
    }

    // ---- header

    /** The flow it travels on; {@code a} unless said. */
    public Segment on(String name) {
        flow = name;
        return this;
    }

    public Segment on(Flow f) {
        return on(f.name());
    }

    /** The window field, not scaled. */
    public Segment win(long value) {
        window = value;
        return this;
    }

    public Segment ack(long relative) {
        ack = relative;
        return this;
    }

    /** Makes PSH count in an expectation; injected data always has it. */
    public Segment push() {
        push = true;
        return this;
    }

    /** The urgent pointer. */
    public Segment urgent(int pointer) {
        urgent = pointer;
        return this;
    }

    /** The octet with DSCP and ECN. */
    public Segment trafficClass(int octet) {
        trafficClass = octet;
        return this;
    }

    public Segment hopLimit(int hops) {
        hopLimit = hops;
        return this;
    }

    /** Changes the finished bytes, in the order of the calls; see {@link mptcp.testkit.wire.RawPackets}. */
    public Segment change(UnaryOperator<byte[]> change) {
        changes.add(change);
        return this;
    }

    // ---- payload

    /** These bytes instead of the pattern. */
    public Segment payload(byte[] bytes) {
        payload = bytes.clone();
        length = bytes.length;
        return this;
    }

    /** The pattern from this offset of the stream, whatever mappings say. */
    public Segment at(long streamOffset) {
        offset = streamOffset;
        return this;
    }

    // ---- how options are compared

    /** Padding counts as well. */
    public Segment exact() {
        mode = Options.EXACT;
        return this;
    }

    /** The listed options must be there in any order; others may be. */
    public Segment partial() {
        mode = Options.PARTIAL;
        return this;
    }

    public Segment anyOptions() {
        mode = Options.UNCHECKED;
        return this;
    }

    // ---- options of TCP

    public Segment mss(long value) {
        return option(new TcpOption.Mss(value));
    }

    public Segment wscale(long shift) {
        return option(new TcpOption.WindowScale(shift));
    }

    public Segment sackOk() {
        return option(new TcpOption.SackPermitted());
    }

    /** Blocks as pairs of relative numbers: start, end, start, end... */
    public Segment sack(long... edges) {
        return add(scope -> {
            List<TcpOption.Sack.Block> blocks = new ArrayList<>();
            for (int i = 0; i + 1 < edges.length; i += 2) {
                blocks.add(new TcpOption.Sack.Block(scope.ack(edges[i]), scope.ack(edges[i + 1])));
            }
            return new TcpOption.Sack(blocks);
        });
    }

    public Segment ts(long value, long echo) {
        return option(new TcpOption.Timestamps(value, echo));
    }

    /** Injected: the time in milliseconds, and the stack's last value; expected: any. */
    public Segment ts() {
        return add(scope -> scope.inject()
                ? new TcpOption.Timestamps(scope.nowNs() / 1_000_000, scope.receiver().timestamp)
                : new TcpOption.Timestamps(ANY, ANY));
    }

    public Segment nop() {
        return option(new TcpOption.Nop());
    }

    public Segment eol() {
        return option(new TcpOption.Eol());
    }

    /** A Fast Open cookie, or the request for one if it is empty (RFC 7413 section 4.1.1). */
    public Segment fastOpen(byte... cookie) {
        return option(new TcpOption.Other(TcpOption.KIND_FAST_OPEN, cookie));
    }

    /** An option of another kind. */
    public Segment other(int kind, int... body) {
        return option(new TcpOption.Other(kind, octets(body)));
    }

    /** Bytes in the option area, well formed or not. */
    public Segment rawOption(int... bytes) {
        return option(new TcpOption.Raw(octets(bytes)));
    }

    /** An option with absolute numbers. */
    public Segment option(TcpOption option) {
        return add(scope -> option);
    }

    // ---- options of Multipath TCP

    /** MP_CAPABLE in the form that this segment calls for. */
    public Segment mpCapable() {
        return mpCapable(new CapableSpec());
    }

    public Segment mpCapable(CapableSpec spec) {
        return add(spec);
    }

    /** MP_JOIN in the form that this segment calls for. */
    public Segment mpJoin() {
        return mpJoin(new JoinSpec());
    }

    public Segment mpJoin(JoinSpec spec) {
        return add(spec);
    }

    public Segment dss(DssSpec spec) {
        return add(spec);
    }

    /** A DSS with nothing but a DATA_ACK, of any width when expected. */
    public Segment dack(long relative) {
        return dss(new DssSpec().dack(relative));
    }

    public Segment addAddr(AddAddrSpec spec) {
        return add(spec);
    }

    public Segment addAddr(long addressId, InetAddress address) {
        return add(new AddAddrSpec(addressId, address));
    }

    public Segment removeAddr(Integer... addressIds) {
        return option(new TcpOption.RemoveAddr(0, List.of(addressIds)));
    }

    /** MP_PRIO in its three-octet form. */
    public Segment mpPrio(boolean backup) {
        return option(new TcpOption.MpPrio(backup ? 1 : 0, ABSENT));
    }

    /** MP_PRIO with an address id: the four-octet form of version 0. */
    public Segment mpPrio(boolean backup, long addressId) {
        return option(new TcpOption.MpPrio(backup ? 1 : 0, addressId));
    }

    /** MP_FAIL with a relative DSN of the receiver: the data that failed is what the receiver had sent. */
    public Segment mpFail(long relativeDsn) {
        return add(scope -> new TcpOption.MpFail(0, scope.dataAck(relativeDsn)));
    }

    /** MP_FASTCLOSE with the receiver's key. */
    public Segment fastClose() {
        return add(scope -> new TcpOption.FastClose(0, scope.conn().key(!scope.fromStack())));
    }

    public Segment fastClose(long key) {
        return option(new TcpOption.FastClose(0, key));
    }

    /** MP_TCPRST. @param flags U, V, W, T from 8 down to 1 */
    public Segment tcpRst(long flags, long reason) {
        return option(new TcpOption.TcpRst(flags, reason));
    }

    /** A subtype of any number with any content. */
    public Segment mptcp(int subtype, int lowBits, int... body) {
        return option(new TcpOption.OtherMptcp(subtype, lowBits, octets(body)));
    }

    private Segment add(OptionSpec spec) {
        options.add(spec);
        return this;
    }

    private static byte[] octets(int[] values) {
        byte[] octets = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            octets[i] = (byte) values[i];
        }
        return octets;
    }

    // ---- what the engine asks

    String flow() {
        return flow;
    }

    int flags() {
        return flags;
    }

    /** Flags as injected: data is pushed. */
    int wireFlags() {
        return push || length > 0 && (flags & TcpFlags.SYN) == 0 ? flags | TcpFlags.PSH : flags;
    }

    boolean comparesPush() {
        return push;
    }

    long seq() {
        return seq;
    }

    long ack() {
        return ack;
    }

    long window() {
        return window;
    }

    long urgent() {
        return urgent;
    }

    long trafficClass() {
        return trafficClass;
    }

    long hopLimit() {
        return hopLimit;
    }

    long length() {
        return length;
    }

    byte[] payload() {
        return payload;
    }

    Options mode() {
        return mode;
    }

    List<UnaryOperator<byte[]>> changes() {
        return changes;
    }

    List<TcpOption> resolve(Scope scope) {
        return options.stream()
                .map(spec -> spec instanceof CapableSpec c && length > 0 && length != ANY
                        ? c.withPayload((int) length) : spec)
                .map(spec -> spec.resolve(scope))
                .toList();
    }

    /** Offset in the stream of the first payload byte: as said, as this segment's DSS maps it, or null. */
    Long ownOffset() {
        if (offset != null) {
            return offset;
        }
        return options.stream()
                .filter(spec -> spec instanceof DssSpec dss && dss.mapsFrom(seq))
                .map(spec -> ((DssSpec) spec).offset(seq))
                .findFirst()
                .orElse(null);
    }
}
