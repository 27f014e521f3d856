package mptcp.testkit;

import static mptcp.testkit.wire.Wild.ABSENT;

import java.net.InetAddress;
import mptcp.testkit.wire.TcpOption;

/** ADD_ADDR: version 1 with the HMAC computed or as an echo without one (RFC 8684 section 3.4.1), or version 0. */
public final class AddAddrSpec implements OptionSpec {
    private final long addressId;
    private final InetAddress address;
    private long port = ABSENT;
    private boolean echo;
    private Long hmac;
    private boolean badHmac;

    AddAddrSpec(long addressId, InetAddress address) {
        this.addressId = addressId;
        this.address = address;
    }

    public AddAddrSpec port(int p) {
        port = p;
        return this;
    }

    public AddAddrSpec echo() {
        echo = true;
        return this;
    }

    /** This HMAC; {@link mptcp.testkit.wire.Wild#ABSENT} for none. */
    public AddAddrSpec hmac(long value) {
        hmac = value;
        return this;
    }

    public AddAddrSpec badHmac() {
        badHmac = true;
        return this;
    }

    @Override
    public TcpOption resolve(Scope scope) {
        Conn conn = scope.conn();
        if (conn.version() == 0) {
            long family = address.getAddress().length == 4 ? 4 : 6;
            return new TcpOption.AddAddr(family, addressId, address, port, hmac != null ? hmac : ABSENT);
        }
        return new TcpOption.AddAddr(echo ? 1 : 0, addressId, address, port, hmac(scope, conn));
    }

    private long hmac(Scope scope, Conn conn) {
        if (hmac != null) {
            return hmac;
        }
        if (echo) {
            return ABSENT;
        }
        long right = conn.crypto().addAddrHmac64(conn.key(scope.fromStack()), conn.key(!scope.fromStack()),
                (int) addressId, address.getAddress(), port == ABSENT ? 0 : (int) port);
        return badHmac ? right ^ 1 : right;
    }
}
