package mptcp.core.mp.path;

import mptcp.core.wire.Dsn;
import mptcp.core.wire.MptcpCrypto;
import mptcp.core.wire.MptcpOption;

/** The keys of a connection and what follows from them (RFC 8684 sections 3.1 and 3.2). */
public final class MpKeys {
    private final int version;
    private final long localKey;
    private final int localToken;
    private long localFirst;
    private boolean remoteKnown;
    private long remoteKey;
    private int remoteToken;
    private long remoteFirst;
    private int remoteBeforeFirst;

    public MpKeys(MptcpCrypto crypto, long localKey) {
        this.version = crypto.version();
        this.localKey = localKey;
        this.localToken = crypto.token(localKey);
        this.localFirst = crypto.idsn(localKey) + 1;
    }

    /**
     * So many bytes of ours went on the SYN: they have no DSNs, the first byte behind them has the first one (RFC 8684
     * appendix B.2).
     */
    public void sentOnSyn(int bytes) {
        localFirst -= bytes;
    }

    /** The same of the peer's; before {@link #remote}, or after. */
    public void receivedOnSyn(int bytes) {
        remoteBeforeFirst = bytes;
        remoteFirst -= bytes;
    }

    public void remote(MptcpCrypto crypto, long key) {
        remoteKnown = true;
        remoteKey = key;
        remoteToken = crypto.token(key);
        remoteFirst = crypto.idsn(key) + 1 - remoteBeforeFirst;
    }

    public int version() {
        return version;
    }

    public long localKey() {
        return localKey;
    }

    public int localToken() {
        return localToken;
    }

    /** DSN of our first byte, or what it would be for one on the SYN. */
    public long localFirst() {
        return localFirst;
    }

    public boolean remoteKnown() {
        return remoteKnown;
    }

    public long remoteKey() {
        return remoteKey;
    }

    public int remoteToken() {
        return remoteToken;
    }

    /** DSN of the peer's first byte, likewise. */
    public long remoteFirst() {
        return remoteFirst;
    }

    /** Where in the stream the peer's mapping begins; the nearest to {@code near} if it tells only the low 32 bits. */
    public long offset(MptcpOption mapping, long near) {
        long first = remoteFirst();
        return (mapping.dss(MptcpOption.DSS_DSN64) ? mapping.dsn() : Dsn.expand(first + near, (int) mapping.dsn())) - first;
    }
}
