package mptcp.core.wire;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens, initial DSNs and HMACs of one protocol version: SHA-256 in version 1 (RFC 8684 section 3), SHA-1 in version 0
 * (RFC 6824 section 3). Keys are byte strings in network order. One instance per loop; not thread-safe.
 */
public final class MptcpCrypto {
    private final int version;
    private final MessageDigest digest;
    private final Mac mac;
    private final String macName;

    public MptcpCrypto(int version) {
        this.version = version;
        this.macName = version == 0 ? "HmacSHA1" : "HmacSHA256";
        try {
            digest = MessageDigest.getInstance(version == 0 ? "SHA-1" : "SHA-256");
            mac = Mac.getInstance(macName);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1 and SHA-256 and their HMACs", e);
        }
    }

    public int version() {
        return version;
    }

    private static byte[] bytes(long key) {
        return ByteBuffer.allocate(Long.BYTES).putLong(key).array();
    }

    /** The top 32 bits of the key's hash (RFC 8684 section 3.2). */
    public int token(long key) {
        return ByteBuffer.wrap(digest.digest(bytes(key))).getInt();
    }

    /** The low 64 bits of the key's hash (RFC 8684 section 3.3.1): the DSN of the SYN, so data begins one later. */
    public long idsn(long key) {
        byte[] hash = digest.digest(bytes(key));
        return ByteBuffer.wrap(hash).getLong(hash.length - Long.BYTES);
    }

    /** HMAC(KA|KB, RA|RB) as the sender of the MAC sees it: its own key and nonce first (RFC 8684 section 3.2). */
    public byte[] joinHmac(long ownKey, long peerKey, int ownNonce, int peerNonce) {
        return hmac(ownKey, peerKey, ByteBuffer.allocate(8).putInt(ownNonce).putInt(peerNonce).array());
    }

    /** The rightmost 64 bits of the HMAC of ADD_ADDR (RFC 8684 section 3.4.1). */
    public long addAddressHmac(long senderKey, long receiverKey, int id, IpAddress address, int port) {
        ByteBuffer message = ByteBuffer.allocate(19).put((byte) id);
        if (address.v4()) {
            message.putInt((int) address.lo());
        } else {
            message.putLong(address.hi()).putLong(address.lo());
        }
        message.putShort((short) port).flip();
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        byte[] hmac = hmac(senderKey, receiverKey, bytes);
        return ByteBuffer.wrap(hmac).getLong(hmac.length - Long.BYTES);
    }

    private byte[] hmac(long firstKey, long secondKey, byte[] message) {
        byte[] key = ByteBuffer.allocate(16).putLong(firstKey).putLong(secondKey).array();
        try {
            mac.init(new SecretKeySpec(key, macName));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("an HMAC takes any key", e);
        }
        return mac.doFinal(message);
    }

    /** Compares the first bytes in constant time (RFC 8684 section 5). */
    public static boolean sameStart(byte[] expected, long hi, long mid, int lo, int length) {
        ByteBuffer b = ByteBuffer.allocate(20).putLong(hi).putLong(mid).putInt(lo);
        byte[] left = Arrays.copyOf(expected, length);
        byte[] right = Arrays.copyOf(b.array(), length);
        return MessageDigest.isEqual(left, right);
    }
}
