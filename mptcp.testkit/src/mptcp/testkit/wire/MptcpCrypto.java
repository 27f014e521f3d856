package mptcp.testkit.wire;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What Multipath TCP derives from keys: with SHA-256 in version 1 (RFC 8684), SHA-1 in version 0 (RFC 6824). */
public enum MptcpCrypto {
    V0("SHA-1", "HmacSHA1"),
    V1("SHA-256", "HmacSHA256");

    private final String hash;
    private final String mac;

    MptcpCrypto(String hash, String mac) {
        this.hash = hash;
        this.mac = mac;
    }

    public static MptcpCrypto of(int version) {
        return version == 0 ? V0 : V1;
    }

    /** The most significant 32 bits of the key's hash (RFC 8684 section 3.2, RFC 6824 section 3.2). */
    public int token(long key) {
        return ByteBuffer.wrap(digest(key)).getInt();
    }

    /** The least significant 64 bits of the key's hash: the initial data sequence number (RFC 8684 section 3.3.1). */
    public long idsn(long key) {
        byte[] digest = digest(key);
        return ByteBuffer.wrap(digest).getLong(digest.length - Long.BYTES);
    }

    /** The whole HMAC of MP_JOIN (RFC 8684 section 3.2): the sender's key and nonce come first. */
    public byte[] joinHmac(long senderKey, long receiverKey, int senderNonce, int receiverNonce) {
        return hmac(senderKey, receiverKey,
                ByteBuffer.allocate(8).putInt(senderNonce).putInt(receiverNonce).array());
    }

    /** Leftmost 64 bits, as the SYN/ACK carries it. */
    public long joinHmac64(long senderKey, long receiverKey, int senderNonce, int receiverNonce) {
        return ByteBuffer.wrap(joinHmac(senderKey, receiverKey, senderNonce, receiverNonce)).getLong();
    }

    /** Leftmost 160 bits, as the third packet carries it. */
    public byte[] joinHmac160(long senderKey, long receiverKey, int senderNonce, int receiverNonce) {
        return Arrays.copyOf(joinHmac(senderKey, receiverKey, senderNonce, receiverNonce), 20);
    }

    /**
     * Rightmost 64 bits of the HMAC of ADD_ADDR (RFC 8684 section 3.4.1).
     *
     * @param port 0 if the option carries none
     */
    public long addAddrHmac64(long senderKey, long receiverKey, int addressId, byte[] address, int port) {
        byte[] message = ByteBuffer.allocate(address.length + 3)
                .put((byte) addressId).put(address).putShort((short) port).array();
        byte[] hmac = hmac(senderKey, receiverKey, message);
        return ByteBuffer.wrap(hmac).getLong(hmac.length - Long.BYTES);
    }

    private byte[] hmac(long firstKey, long secondKey, byte[] message) {
        try {
            Mac m = Mac.getInstance(mac);
            m.init(new SecretKeySpec(ByteBuffer.allocate(16).putLong(firstKey).putLong(secondKey).array(), mac));
            return m.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + mac, e);
        }
    }

    private byte[] digest(long key) {
        try {
            return MessageDigest.getInstance(hash).digest(ByteBuffer.allocate(8).putLong(key).array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + hash, e);
        }
    }
}
