package mptcp.lab.peer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.util.HexFormat;
import mptcp.lab.socket.KernelSocket;

/**
 * What went through a connection in one direction.
 *
 * @param sha256 in hexadecimal digits
 * @param nanos from the first call to the last
 */
public record Transfer(long bytes, String sha256, long nanos) {
    private static final int CHUNK = 1 << 18;

    /** Sends so many bytes of a {@link Pattern} and then the end. */
    public static Transfer send(KernelSocket socket, long seed, long bytes) throws IOException {
        long start = System.nanoTime();
        MessageDigest digest = Pattern.newSha256();
        byte[] chunk = new byte[CHUNK];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(CHUNK);
            for (long at = 0; at < bytes; at += CHUNK) {
                int n = (int) Math.min(CHUNK, bytes - at);
                Pattern.fill(chunk, n, seed, at);
                digest.update(chunk, 0, n);
                MemorySegment.copy(chunk, 0, buffer, JAVA_BYTE, 0, n);
                socket.send(buffer.asSlice(0, n));
            }
            socket.shutdownOutput();
        }
        return new Transfer(bytes, HexFormat.of().formatHex(digest.digest()), System.nanoTime() - start);
    }

    /** Receives up to the end. */
    public static Transfer receive(KernelSocket socket) throws IOException {
        long start = System.nanoTime();
        MessageDigest digest = Pattern.newSha256();
        byte[] chunk = new byte[CHUNK];
        long bytes = 0;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(CHUNK);
            int n;
            while ((n = socket.receive(buffer)) > 0) {
                MemorySegment.copy(buffer, JAVA_BYTE, 0, chunk, 0, n);
                digest.update(chunk, 0, n);
                bytes += n;
            }
        }
        return new Transfer(bytes, HexFormat.of().formatHex(digest.digest()), System.nanoTime() - start);
    }
}
