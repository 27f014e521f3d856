package mptcp.core.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The MPTCP options of a segment being put together. Each adder first asks the segment for room and returns false if there
 * is none. At most one of MP_CAPABLE, MP_JOIN and DSS, and one of each of the others.
 */
public final class MptcpWriter {
    private int present;
    private int version;
    private int capableLength;
    private int capableFlags;
    private long senderKey;
    private long receiverKey;
    private int capableDataLength;
    private int capableChecksum;
    private int joinLength;
    private boolean backup;
    private int addressId;
    private int token;
    private int nonce;
    private byte[] hmac;
    private int dssFlags;
    private long dataAck;
    private long dsn;
    private int ssn;
    private int mapLength;
    private int checksum;
    private int addLength;
    private int addNibble;
    private int addId;
    private IpAddress address;
    private int addPort;
    private long addHmac;
    private int[] removed;
    private int removedCount;
    private int prioLength;
    private boolean prioBackup;
    private int prioId;
    private long failDsn;
    private long closeKey;
    private int resetReason;
    private boolean resetTransient;

    void clear() {
        present = 0;
        hmac = null;
        address = null;
        removed = null;
    }

    private static int padded(int bytes) {
        return bytes + 3 & ~3;
    }

    private boolean take(OutSegment s, int subtype, int bytes) {
        if (!s.reserve(padded(bytes))) {
            return false;
        }
        present |= 1 << subtype;
        return true;
    }

    public boolean has(int subtype) {
        return (present >>> subtype & 1) != 0;
    }

    /** MP_CAPABLE with as many keys as the length (4, 12, 20) says. */
    public boolean capable(OutSegment s, int length, int version, int flags, long senderKey, long receiverKey) {
        if (!take(s, MptcpOption.MP_CAPABLE, length)) {
            return false;
        }
        this.capableLength = length;
        this.version = version;
        this.capableFlags = flags;
        this.senderKey = senderKey;
        this.receiverKey = receiverKey;
        return true;
    }

    /** MP_CAPABLE of version 1 with the first mapping's length, and its checksum or -1. */
    public boolean capableData(OutSegment s, int flags, long senderKey, long receiverKey, int dataLength, int sum) {
        if (!capable(s, sum < 0 ? 22 : 24, 1, flags, senderKey, receiverKey)) {
            return false;
        }
        this.capableDataLength = dataLength;
        this.capableChecksum = sum;
        return true;
    }

    public boolean joinSyn(OutSegment s, boolean backup, int addressId, int token, int nonce) {
        this.token = token;
        return join(s, 12, backup, addressId, nonce, null);
    }

    /** The leftmost 64 bits of the HMAC are written. */
    public boolean joinSynAck(OutSegment s, boolean backup, int addressId, byte[] hmac, int nonce) {
        return join(s, 16, backup, addressId, nonce, hmac);
    }

    /** The leftmost 160 bits of the HMAC are written. */
    public boolean joinAck(OutSegment s, byte[] hmac) {
        return join(s, 24, false, 0, 0, hmac);
    }

    private boolean join(OutSegment s, int length, boolean backup, int addressId, int nonce, byte[] hmac) {
        if (!take(s, MptcpOption.MP_JOIN, length)) {
            return false;
        }
        this.joinLength = length;
        this.backup = backup;
        this.addressId = addressId;
        this.nonce = nonce;
        this.hmac = hmac;
        return true;
    }

    /** Bytes that a DSS takes with padding. */
    public static int dssSize(int flags, boolean checksum) {
        int size = 4;
        if ((flags & MptcpOption.DSS_ACK) != 0) {
            size += (flags & MptcpOption.DSS_ACK64) != 0 ? 8 : 4;
        }
        if ((flags & MptcpOption.DSS_MAP) != 0) {
            size += ((flags & MptcpOption.DSS_DSN64) != 0 ? 8 : 4) + 6 + (checksum ? 2 : 0);
        }
        return padded(size);
    }

    /** @param checksum of the mapping, or -1 */
    public boolean dss(OutSegment s, int flags, long dataAck, long dsn, int ssn, int mapLength, int checksum) {
        if (!take(s, MptcpOption.DSS, dssSize(flags, checksum >= 0))) {
            return false;
        }
        this.dssFlags = flags;
        this.dataAck = dataAck;
        this.dsn = dsn;
        this.ssn = ssn;
        this.mapLength = mapLength;
        this.checksum = checksum;
        return true;
    }

    /** ADD_ADDR of version 1, with the HMAC's rightmost 64 bits, or its echo without one. Port 0: none. */
    public boolean addAddress(OutSegment s, boolean echo, int id, IpAddress address, int port, long hmac) {
        int length = 4 + (address.v4() ? 4 : 16) + (port != 0 ? 2 : 0) + (echo ? 0 : 8);
        return add(s, length, echo ? 1 : 0, id, address, port, hmac);
    }

    /** ADD_ADDR of version 0 (RFC 6824 section 3.4.1). */
    public boolean addAddressV0(OutSegment s, int id, IpAddress address, int port) {
        int length = 4 + (address.v4() ? 4 : 16) + (port != 0 ? 2 : 0);
        return add(s, length, address.v4() ? 4 : 6, id, address, port, 0);
    }

    private boolean add(OutSegment s, int length, int nibble, int id, IpAddress address, int port, long hmac) {
        if (!take(s, MptcpOption.ADD_ADDR, length)) {
            return false;
        }
        this.addLength = length;
        this.addNibble = nibble;
        this.addId = id;
        this.address = address;
        this.addPort = port;
        this.addHmac = hmac;
        return true;
    }

    /** REMOVE_ADDR; the array is read when the segment is written. */
    public boolean removeAddress(OutSegment s, int[] ids, int count) {
        if (!take(s, MptcpOption.REMOVE_ADDR, 3 + count)) {
            return false;
        }
        this.removed = ids;
        this.removedCount = count;
        return true;
    }

    /** MP_PRIO; with an address id only in version 0, else -1. */
    public boolean prio(OutSegment s, boolean backup, int id) {
        int length = id < 0 ? 3 : 4;
        if (!take(s, MptcpOption.MP_PRIO, length)) {
            return false;
        }
        this.prioLength = length;
        this.prioBackup = backup;
        this.prioId = id;
        return true;
    }

    public boolean fail(OutSegment s, long dsn) {
        this.failDsn = dsn;
        return take(s, MptcpOption.MP_FAIL, 12);
    }

    public boolean fastClose(OutSegment s, long receiverKey) {
        this.closeKey = receiverKey;
        return take(s, MptcpOption.MP_FASTCLOSE, 12);
    }

    public boolean reset(OutSegment s, int reason, boolean isTransient) {
        this.resetReason = reason;
        this.resetTransient = isTransient;
        return take(s, MptcpOption.MP_TCPRST, 4);
    }

    long write(MemorySegment m, long start) {
        long p = start;
        if (present == 1 << MptcpOption.DSS) { // as mostly
            return writeDss(m, p);
        }
        if (has(MptcpOption.MP_CAPABLE)) {
            p = writeCapable(m, p);
        }
        if (has(MptcpOption.MP_JOIN)) {
            p = writeJoin(m, p);
        }
        if (has(MptcpOption.DSS)) {
            p = writeDss(m, p);
        }
        if (has(MptcpOption.ADD_ADDR)) {
            p = writeAdd(m, p);
        }
        if (has(MptcpOption.REMOVE_ADDR)) {
            int length = 3 + removedCount;
            head(m, p, length, MptcpOption.REMOVE_ADDR, 0);
            for (int i = 0; i < removedCount; i++) {
                Net.put8(m, p + 3 + i, removed[i]);
            }
            p = pad(m, p, length);
        }
        if (has(MptcpOption.MP_PRIO)) {
            head(m, p, prioLength, MptcpOption.MP_PRIO, prioBackup ? 1 : 0);
            if (prioLength == 4) {
                Net.put8(m, p + 3, prioId);
            }
            p = pad(m, p, prioLength);
        }
        if (has(MptcpOption.MP_FAIL)) {
            head(m, p, 12, MptcpOption.MP_FAIL, 0);
            Net.put8(m, p + 3, 0);
            Net.put64(m, p + 4, failDsn);
            p += 12;
        }
        if (has(MptcpOption.MP_FASTCLOSE)) {
            head(m, p, 12, MptcpOption.MP_FASTCLOSE, 0);
            Net.put8(m, p + 3, 0);
            Net.put64(m, p + 4, closeKey);
            p += 12;
        }
        if (has(MptcpOption.MP_TCPRST)) {
            head(m, p, 4, MptcpOption.MP_TCPRST, resetTransient ? 1 : 0);
            Net.put8(m, p + 3, resetReason);
            p += 4;
        }
        return p;
    }

    private static void head(MemorySegment m, long p, int length, int subtype, int nibble) {
        Net.put16(m, p, TcpHeader.KIND_MPTCP << 8 | length);
        Net.put8(m, p + 2, subtype << 4 | nibble);
    }

    /** Fills up to a multiple of four with NOPs. */
    private static long pad(MemorySegment m, long p, int length) {
        long at = p + length;
        for (int i = length; i < padded(length); i++) {
            Net.put8(m, at++, TcpHeader.KIND_NOP);
        }
        return at;
    }

    private long writeCapable(MemorySegment m, long p) {
        head(m, p, capableLength, MptcpOption.MP_CAPABLE, version);
        Net.put8(m, p + 3, capableFlags);
        if (capableLength >= 12) {
            Net.put64(m, p + 4, senderKey);
        }
        if (capableLength >= 20) {
            Net.put64(m, p + 12, receiverKey);
        }
        if (capableLength >= 22) {
            Net.put16(m, p + 20, capableDataLength);
        }
        if (capableLength == 24) {
            Net.put16(m, p + 22, capableChecksum);
        }
        return pad(m, p, capableLength);
    }

    private long writeJoin(MemorySegment m, long p) {
        head(m, p, joinLength, MptcpOption.MP_JOIN, backup ? 1 : 0);
        Net.put8(m, p + 3, addressId);
        switch (joinLength) {
            case 12 -> {
                Net.put32(m, p + 4, token);
                Net.put32(m, p + 8, nonce);
            }
            case 16 -> {
                MemorySegment.copy(hmac, 0, m, ValueLayout.JAVA_BYTE, p + 4, 8);
                Net.put32(m, p + 12, nonce);
            }
            default -> MemorySegment.copy(hmac, 0, m, ValueLayout.JAVA_BYTE, p + 4, 20);
        }
        return p + joinLength;
    }

    private long writeDss(MemorySegment m, long p) {
        int length = 4;
        if ((dssFlags & MptcpOption.DSS_ACK) != 0) {
            if ((dssFlags & MptcpOption.DSS_ACK64) != 0) {
                Net.put64(m, p + length, dataAck);
                length += 8;
            } else {
                Net.put32(m, p + length, (int) dataAck);
                length += 4;
            }
        }
        if ((dssFlags & MptcpOption.DSS_MAP) != 0) {
            if ((dssFlags & MptcpOption.DSS_DSN64) != 0) {
                Net.put64(m, p + length, dsn);
                length += 8;
            } else {
                Net.put32(m, p + length, (int) dsn);
                length += 4;
            }
            int last = checksum >= 0 ? checksum : TcpHeader.KIND_NOP << 8 | TcpHeader.KIND_NOP; // padding, where there is none
            Net.put64(m, p + length, Net.pair(ssn, mapLength << 16 | last));
            length += checksum >= 0 ? 8 : 6;
        }
        Net.put32(m, p, TcpHeader.KIND_MPTCP << 24 | length << 16 | MptcpOption.DSS << 12 | dssFlags);
        return p + padded(length);
    }

    private long writeAdd(MemorySegment m, long p) {
        head(m, p, addLength, MptcpOption.ADD_ADDR, addNibble);
        Net.put8(m, p + 3, addId);
        long at = p + 4;
        if (address.v4()) {
            Net.put32(m, at, (int) address.lo());
            at += 4;
        } else {
            Net.put64(m, at, address.hi());
            Net.put64(m, at + 8, address.lo());
            at += 16;
        }
        if (addPort != 0) {
            Net.put16(m, at, addPort);
            at += 2;
        }
        if (addNibble == 0) {
            Net.put64(m, at, addHmac);
        }
        return pad(m, p, addLength);
    }
}
