package mptcp.testkit;

import static mptcp.testkit.wire.Wild.ANY;

import java.util.SplittableRandom;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpOption;

/**
 * MP_JOIN in the form that the segment calls for (RFC 8684 section 3.2), with the token and the HMAC computed from the
 * connection's keys and the flow's nonces.
 */
public final class JoinSpec implements OptionSpec {
    private long flags;
    private long addressId = ANY;
    private Long token;
    private Long nonce;
    private boolean anyFlags;
    private boolean badHmac;

    JoinSpec() {}

    /** The address id of the sender's end; when injected, 1 unless said otherwise. */
    public JoinSpec id(long id) {
        addressId = id;
        return this;
    }

    public JoinSpec backup() {
        flags = 1;
        return this;
    }

    public JoinSpec anyBackup() {
        anyFlags = true;
        return this;
    }

    public JoinSpec token(int t) {
        token = t & 0xffff_ffffL;
        return this;
    }

    public JoinSpec nonce(int n) {
        nonce = n & 0xffff_ffffL;
        return this;
    }

    /** An HMAC with one bit turned over. */
    public JoinSpec badHmac() {
        badHmac = true;
        return this;
    }

    @Override
    public TcpOption resolve(Scope scope) {
        boolean syn = (scope.flags() & TcpFlags.SYN) != 0;
        boolean ack = (scope.flags() & TcpFlags.ACK) != 0;
        long shown = anyFlags ? ANY : flags;
        if (!syn) {
            return new TcpOption.JoinAck(0, thirdHmac(scope));
        }
        long id = addressId == ANY && scope.inject() ? 1 : addressId;
        if (!ack) {
            return new TcpOption.JoinSyn(shown, id, token(scope), nonce(scope));
        }
        long nonceValue = nonce(scope);
        return new TcpOption.JoinSynAck(shown, id, secondHmac(scope, nonceValue), nonceValue);
    }

    private long token(Scope scope) {
        return token != null ? token : scope.conn().crypto().token(scope.conn().key(!scope.fromStack())) & 0xffff_ffffL;
    }

    private long nonce(Scope scope) {
        if (nonce != null) {
            return nonce;
        }
        if (!scope.inject()) {
            return ANY;
        }
        Integer known = scope.sender().nonce; // a repeated SYN carries the same nonce
        return (known != null ? known : new SplittableRandom(scope.flow().isn(false)).nextInt()) & 0xffff_ffffL;
    }

    private long secondHmac(Scope scope, long senderNonce) {
        boolean sender = scope.fromStack();
        int own = senderNonce == ANY ? scope.flow().nonce(sender) : (int) senderNonce;
        Conn conn = scope.conn();
        long hmac = conn.crypto().joinHmac64(conn.key(sender), conn.key(!sender), own, scope.flow().nonce(!sender));
        return badHmac ? hmac ^ 1 : hmac;
    }

    private byte[] thirdHmac(Scope scope) {
        boolean sender = scope.fromStack();
        Conn conn = scope.conn();
        byte[] hmac = conn.crypto().joinHmac160(conn.key(sender), conn.key(!sender), scope.flow().nonce(sender),
                scope.flow().nonce(!sender));
        if (badHmac) {
            hmac[19] ^= 1;
        }
        return hmac;
    }
}
