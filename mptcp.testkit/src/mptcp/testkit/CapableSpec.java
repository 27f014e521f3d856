package mptcp.testkit;

import static mptcp.testkit.wire.Wild.ABSENT;
import static mptcp.testkit.wire.Wild.ANY;

import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpOption.MpCapable;

/**
 * MP_CAPABLE in the form that the segment calls for (RFC 8684 section 3.1): on a SYN of version 1 no key, on a SYN/ACK
 * the sender's, otherwise both, and with data the data-level length. What is set here replaces what would be computed.
 */
public final class CapableSpec implements OptionSpec {
    /** "As computed". */
    private static final Long COMPUTED = null;

    private final long dataLength;
    private Long version = COMPUTED;
    private Long flags = COMPUTED;
    private Long senderKey = COMPUTED;
    private Long receiverKey = COMPUTED;
    private Long checksum = COMPUTED;
    private Long writtenLength = COMPUTED;

    CapableSpec(long payloadLength) {
        dataLength = payloadLength;
    }

    CapableSpec() {
        this(ABSENT);
    }

    public CapableSpec version(long v) {
        version = v;
        return this;
    }

    /** The whole octet A to H; see the constants of {@link MpCapable}. */
    public CapableSpec flags(long f) {
        flags = f;
        return this;
    }

    public CapableSpec senderKey(long key) {
        senderKey = key;
        return this;
    }

    public CapableSpec receiverKey(long key) {
        receiverKey = key;
        return this;
    }

    public CapableSpec dataLength(long length) {
        writtenLength = length;
        return this;
    }

    public CapableSpec checksum(long value) {
        checksum = value;
        return this;
    }

    CapableSpec withPayload(int length) {
        CapableSpec copy = new CapableSpec(length);
        copy.version = version;
        copy.flags = flags;
        copy.senderKey = senderKey;
        copy.receiverKey = receiverKey;
        copy.checksum = checksum;
        copy.writtenLength = writtenLength;
        return copy;
    }

    @Override
    public TcpOption resolve(Scope scope) {
        boolean syn = (scope.flags() & TcpFlags.SYN) != 0;
        boolean first = syn && (scope.flags() & TcpFlags.ACK) == 0;
        long v = or(version, scope.conn().version());
        long sender = first && v >= 1 ? ABSENT : key(scope, scope.fromStack());
        long receiver = syn ? ABSENT : key(scope, !scope.fromStack());
        boolean mapped = v >= 1 && !syn && dataLength != ABSENT && dataLength > 0;
        long length = or(writtenLength, mapped ? dataLength : ABSENT);
        return new MpCapable(v, or(flags, defaultFlags(scope, syn, first)), or(senderKey, sender),
                or(receiverKey, receiver), length, or(checksum, checksum(scope, length)));
    }

    private static long key(Scope scope, boolean ofStack) {
        return scope.inject() || scope.conn().knowsKey(ofStack) ? scope.conn().key(ofStack) : ANY;
    }

    /** Exact on the SYN; a SYN/ACK may repeat the other end's wish for checksums, and a third packet may as well. */
    private static long defaultFlags(Scope scope, boolean syn, boolean first) {
        Side own = scope.conn().side(scope.fromStack());
        Side other = scope.conn().side(!scope.fromStack());
        if (!scope.inject() && (!syn || !first && other.checksums)) {
            return ANY;
        }
        return MpCapable.FLAG_HMAC | (own.checksums ? MpCapable.FLAG_CHECKSUM : 0);
    }

    private static long checksum(Scope scope, long length) {
        if (Scope.wild(length) || !scope.conn().checksums()) {
            return ABSENT;
        }
        return DssSpec.checksum(scope, 1, 1, length, false);
    }

    private static long or(Long given, long computed) {
        return given != null ? given : computed;
    }
}
