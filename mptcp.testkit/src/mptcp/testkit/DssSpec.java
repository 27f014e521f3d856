package mptcp.testkit;

import static mptcp.testkit.wire.Wild.ABSENT;
import static mptcp.testkit.wire.Wild.ANY;
import static mptcp.testkit.wire.Wild.present;

import mptcp.testkit.wire.InternetChecksum;
import mptcp.testkit.wire.TcpOption;

/**
 * DSS (RFC 8684 section 3.3) in relative numbers: the first byte of the stream has the DSN 1, the first byte of the
 * subflow the SSN 1. The checksum is there when the connection uses checksums, and right, unless said otherwise. 64-bit
 * numbers when injected, any width when expected, unless said otherwise.
 */
public final class DssSpec implements OptionSpec {
    private long dataAck = ABSENT;
    private long dataAckWidth = ANY;
    private long dsn = ABSENT;
    private long dsnWidth = ANY;
    private long ssn = ABSENT;
    private long length = ABSENT;
    private long dataFin;
    private long reserved;
    private Long checksum;

    DssSpec() {}

    /** Acknowledges everything before this relative DSN of the receiver. */
    public DssSpec dack(long relative) {
        dataAck = relative;
        return this;
    }

    public DssSpec dack32(long relative) {
        dataAckWidth = 4;
        return dack(relative);
    }

    public DssSpec dack64(long relative) {
        dataAckWidth = 8;
        return dack(relative);
    }

    /** A mapping. @param bytes the data-level length: of the data, and one more with a DATA_FIN */
    public DssSpec map(long relativeDsn, long relativeSsn, long bytes) {
        dsn = relativeDsn;
        ssn = relativeSsn;
        length = bytes;
        return this;
    }

    public DssSpec map32(long relativeDsn, long relativeSsn, long bytes) {
        dsnWidth = 4;
        return map(relativeDsn, relativeSsn, bytes);
    }

    public DssSpec map64(long relativeDsn, long relativeSsn, long bytes) {
        dsnWidth = 8;
        return map(relativeDsn, relativeSsn, bytes);
    }

    /** The flag F, with whatever mapping is given. */
    public DssSpec fin() {
        dataFin = 1;
        return this;
    }

    /** A DATA_FIN without data: length 1, SSN 0 (RFC 8684 section 3.3.3). */
    public DssSpec dataFin(long relativeDsn) {
        dsn = relativeDsn;
        ssn = ABSENT;
        length = 1;
        return fin();
    }

    /** This checksum, right or wrong; {@link mptcp.testkit.wire.Wild#ABSENT} for none. */
    public DssSpec checksum(long value) {
        checksum = value;
        return this;
    }

    /** The checksum turned into a wrong one. */
    public DssSpec badChecksum() {
        return checksum(-1);
    }

    /** Bits of the flags that are reserved: 0x20 to 0x80. */
    public DssSpec reserved(int bits) {
        reserved = bits;
        return this;
    }

    boolean mapsFrom(long relativeSeq) {
        return present(dsn) && dsn != ANY && present(ssn) && ssn != ANY
                && (length == 0 || relativeSeq >= ssn && relativeSeq < ssn + length);
    }

    long offset(long relativeSeq) {
        return dsn - 1 + (relativeSeq - ssn);
    }

    @Override
    public TcpOption resolve(Scope scope) {
        boolean finOnly = dataFin == 1 && present(dsn) && !present(ssn);
        long wireSsn = finOnly ? 0 : ssn;
        long ackOctets = width(scope, dataAck, dataAckWidth);
        long dsnOctets = width(scope, dsn, dsnWidth);
        return new TcpOption.Dss(
                narrow(scope.dataAck(dataAck), ackOctets), ackOctets,
                narrow(scope.dsn(dsn), dsnOctets), dsnOctets,
                wireSsn, length, wireChecksum(scope, wireSsn), dataFin, reserved);
    }

    private static long width(Scope scope, long value, long width) {
        if (!present(value)) {
            return ABSENT;
        }
        return width == ANY && scope.inject() ? 8 : width;
    }

    private static long narrow(long value, long width) {
        return width == 4 && !Scope.wild(value) ? value & 0xffff_ffffL : value;
    }

    private long wireChecksum(Scope scope, long wireSsn) {
        boolean bad = checksum != null && checksum == -1;
        if (checksum != null && !bad) {
            return checksum;
        }
        if (!present(dsn) || !scope.conn().checksums() && !bad) {
            return ABSENT;
        }
        if (dsn == ANY || wireSsn == ANY || length == ANY) {
            return ANY;
        }
        long right = checksum(scope, dsn, wireSsn, length, dataFin == 1);
        return bad ? right ^ 0x0101 : right;
    }

    /** The right checksum of a mapping in relative numbers; the SSN goes in as it is on the wire. */
    static long checksum(Scope scope, long dsn, long ssn, long length, boolean fin) {
        int bytes = (int) (length - (fin ? 1 : 0));
        byte[] data = scope.conn().side(scope.fromStack()).stream.bytes(dsn - 1 + scope.sender().synTaken, Math.max(bytes, 0));
        return InternetChecksum.dss(scope.conn().absoluteDsn(scope.fromStack(), dsn), (int) ssn, (int) length, data);
    }
}
